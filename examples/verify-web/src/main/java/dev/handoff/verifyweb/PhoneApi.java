package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Result;
import dev.handoff.SessionStatus;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Where phones connect, and what their connections share. */
record PhoneApi(
        ServerWebSocketContainer sockets,
        HandoffService handoffs,
        Settings settings,
        Watches watches,
        Limits limits,
        Optional<Webhook> webhook,
        Executor atHelloDeadline) {
    /** {@code GET /v1/verify/session/{id}}. */
    void connect(Exchange exchange) {
        if (!"websocket".equalsIgnoreCase(String.join(",", exchange.headers(HttpHeader.UPGRADE)))
                || !exchange.headers(HttpHeader.SEC_WEBSOCKET_VERSION).contains("13")) {
            exchange.response().getHeaders().put(HttpHeader.UPGRADE, "websocket");
            exchange.response().getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
            throw new ApiException(426, "WEBSOCKET_REQUIRED", "This is for WebSocket connections only.");
        }
        PhoneSocket phone = new PhoneSocket(this, exchange.sessionId(), exchange.address());
        if (!sockets.upgrade((a, b, c) -> phone, exchange.request(), exchange.response(), exchange.callback())) {
            throw ApiException.of(400);
        }
    }

    /**
     * Where sessions are not stored before: whoever is told of outcomes is told of this one, even if this instance ends
     * right behind the consumption. Costs one more read.
     */
    void announce(String sessionId, PhoneCredentials credentials) {
        if (webhook.isPresent()
                && settings.isUnstored()
                && handoffs.inspect(sessionId, credentials) instanceof Result.Ok<SessionStatus> known) {
            webhook.get().expect(sessionId, known.value().endsAt());
        }
    }

    /** Tells phones to come back later. */
    void dismissAll() {
        sockets.getOpenSessions().forEach(phone -> phone.close(StatusCode.SHUTDOWN, "the server stops", Callback.NOOP));
    }
}
