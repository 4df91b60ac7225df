package com.example.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.Binding;
import dev.handoff.HandoffRefusedException;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.InvalidMessage;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.spi.TokenStoreException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * A phone's connection: hello or resume, then {@code {"type": "document", "number": "…"}}. A phone needs no login,
 * because its code authorizes it. The code is in a message and never in the URL, because servers log URLs.
 */
@Component
class PhoneSocket extends TextWebSocketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneSocket.class);
    private static final Pattern DOCUMENT_NUMBER = Pattern.compile("[A-Z0-9]{6,12}");
    private static final String BINDING = "binding";

    private final IdentityChecks checks;
    private final ObjectMapper json;

    PhoneSocket(IdentityChecks checks, ObjectMapper json) {
        this.checks = checks;
        this.json = json;
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) throws IOException {
        try {
            if (socket.getAttributes().get(BINDING) instanceof Binding binding) {
                receive(socket, binding, message.getPayload());
            } else {
                greet(socket, message.getPayload());
            }
        } catch (HandoffRefusedException refused) {
            refuse(socket, refused.reason().code());
        } catch (WrongStateException late) {
            refuse(socket, "WRONG_STATE");
        } catch (TokenStoreException trouble) {
            LOG.warn("the store failed; the phone may try again", trouble);
            socket.close(CloseStatus.SERVICE_OVERLOAD);
        }
    }

    private void greet(WebSocketSession socket, String message) throws IOException {
        FirstMessage first = FirstMessage.parse(message);
        if (first instanceof InvalidMessage invalid) {
            refuse(socket, invalid.reason().code());
        } else if (first instanceof Greeting greeting
                && (greeting.kind() == Kind.HELLO || greeting.kind() == Kind.RESUME)) {
            String id = sessionId(socket);
            Binding binding = greeting.kind() == Kind.HELLO
                    ? checks.hello(id, greeting.credentials())
                    : checks.resume(id, greeting.credentials());
            socket.getAttributes().put(BINDING, binding);
            send(socket, Map.of("type", "ack", "connection", binding.connection()));
        } else {
            refuse(socket, FirstMessage.Reason.HELLO_REQUIRED.code());
        }
    }

    private void receive(WebSocketSession socket, Binding binding, String message) throws IOException {
        JsonNode number = json.readTree(message).path("number");
        if (!number.isTextual() || !DOCUMENT_NUMBER.matcher(number.textValue()).matches()) {
            refuse(socket, "BAD_REQUEST");
            return;
        }
        checks.submit(binding, number.textValue());
        send(socket, Map.of("type", "ack", "message", "in review"));
        socket.close(CloseStatus.NORMAL);
    }

    private void refuse(WebSocketSession socket, String code) throws IOException {
        send(socket, Map.of("type", "error", "code", code));
        socket.close(CloseStatus.POLICY_VIOLATION);
    }

    private void send(WebSocketSession socket, Map<String, Object> fields) throws IOException {
        socket.sendMessage(new TextMessage(json.writeValueAsString(fields)));
    }

    /** Returns the last segment of the URL's path, decoded. */
    private static String sessionId(WebSocketSession socket) {
        String path = Objects.requireNonNull(socket.getUri()).getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
