package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/**
 * The sending side of a phone's connection. Sends in the order of the calls, waits for nobody, and says nothing after a
 * last word, whichever thread had it.
 */
final class PhoneLine {

    /** So long a phone may take to answer a close before the connection is cut. */
    private static final Duration PATIENCE_AFTER_CLOSE = Duration.ofSeconds(5);

    private final Session session;
    private boolean isOver;

    PhoneLine(Session session) {
        this.session = session;
    }

    synchronized void ack(String message, ObjectNode more) {
        ObjectNode ack = Json.object().put("type", "ack").put("message", message);
        ack.setAll(more);
        send(ack);
    }

    /** Says why, and closes. */
    synchronized void refuse(ApiException reason) {
        ObjectNode error = Json.object().put("type", "error").put("code", reason.code());
        send(error.put("message", reason.message()));
        close(closeCode(reason), reason.code());
    }

    synchronized void close(int code, String reason) {
        isOver = true;
        session.setIdleTimeout(PATIENCE_AFTER_CLOSE);
        session.close(code, reason, Callback.NOOP);
    }

    private void send(ObjectNode message) {
        if (!isOver) {
            session.sendText(message.toString(), Callback.from(() -> {}, failure -> session.disconnect()));
        }
    }

    /** RFC 6455, section 7.4.1, and its registry. */
    private static int closeCode(ApiException reason) {
        return switch (reason.status()) {
            case 503 -> StatusCode.TRY_AGAIN_LATER;
            case 500 -> StatusCode.SERVER_ERROR;
            default -> StatusCode.POLICY_VIOLATION;
        };
    }
}
