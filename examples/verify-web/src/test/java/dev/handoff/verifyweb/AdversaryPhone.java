package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Outcome;
import dev.handoff.testkit.adversary.Credentials;
import dev.handoff.testkit.adversary.SafeguardedTransport.SafeguardedConnection;
import dev.handoff.testkit.adversary.ServerReply;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A phone's socket. An unsolicited message is returned as the reply to the next message that is sent. */
final class AdversaryPhone implements SafeguardedConnection, WebSocket.Listener {

    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<ServerReply> replies = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private volatile boolean isClosed;

    AdversaryPhone(TestServer server, String sessionId) {
        socket = TestPhone.connecting(server, sessionId, this).join();
    }

    @Override
    public ServerReply hello(Credentials phone) {
        return say(credentials("hello", phone));
    }

    @Override
    public ServerReply resume(Credentials phone) {
        return say(credentials("resume", phone));
    }

    @Override
    public ServerReply challenge(Credentials phone) {
        return say(credentials("challenge", phone));
    }

    @Override
    public ServerReply finish(Outcome outcome) {
        ObjectNode finish = JsonNodeFactory.instance.objectNode().put("type", "finish");
        return outcome.kind() == Outcome.Kind.SUCCEEDED
                ? say(finish.put("outcome", "succeeded"))
                : say(finish.put("outcome", "failed")
                        .put("failure_code", outcome.failureCode())
                        .put("retryable", outcome.kind() == Outcome.Kind.FAILED_RETRYABLE));
    }

    @Override
    public void helloAndDrop(Credentials phone) {
        send(credentials("hello", phone));
        drop();
    }

    @Override
    public void drop() {
        socket.abort();
    }

    private ServerReply say(ObjectNode message) {
        return next(!isClosed && send(message));
    }

    @Override
    public Optional<ServerReply> hear() {
        return Optional.of(next(!isClosed));
    }

    private ServerReply next(boolean isExpected) {
        try {
            ServerReply reply = replies.poll(isExpected ? PATIENCE_SECONDS : 0, TimeUnit.SECONDS);
            if (reply == null && isExpected) {
                throw new AssertionError("no reply in " + PATIENCE_SECONDS + " s");
            }
            return reply == null ? ServerReply.closed() : reply;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private boolean send(ObjectNode message) {
        try {
            socket.sendText(message.toString(), true).join();
            return true;
        } catch (CompletionException closed) {
            return false;
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            replies.add(read(partial.toString()));
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        close();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        close();
    }

    /** Ends the wait for a reply; later messages are not waited for. */
    private void close() {
        isClosed = true;
        replies.add(ServerReply.closed());
    }

    private static ServerReply read(String text) {
        JsonNode message = Reply.json(text);
        if (message.path("type").asText().equals("error")) {
            return ServerReply.refused(message.path("code").asText(), text);
        }
        String given = message.path("type").asText().equals("challenge") ? "value" : "match_code";
        return ServerReply.accepted(text).giving(message.path(given).textValue());
    }

    private static ObjectNode credentials(String type, Credentials phone) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", type);
        putIfThere(message, "attempt_id", phone.attemptId());
        putIfThere(message, "mobile_write_token", phone.token());
        putIfThere(message, "device_id", phone.deviceId());
        putIfThere(message, "proof", phone.proof());
        return message;
    }

    private static void putIfThere(ObjectNode message, String name, String text) {
        if (text != null) {
            message.put(name, text);
        }
    }
}
