package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StrictObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of a phone. It handles one event after the other, on threads that may wait for the store.
 * The first event that ends the connection decides the last message.
 */
public final class PhoneSocket extends Session.Listener.AbstractAutoDemanding {
    private final SessionsApi host;
    private final String sessionId;
    private final String address;
    private Runnable leaving = () -> {};
    private @Nullable Binding binding;
    private boolean isOver;

    PhoneSocket(SessionsApi host, Exchange opening) {
        this.host = host;
        this.sessionId = opening.sessionId();
        this.address = opening.address();
    }

    @Override
    public synchronized void onWebSocketOpen(Session session) {
        super.onWebSocketOpen(session);
        host.atHelloDeadline().execute(this::endSilent);
    }

    private synchronized void endSilent() {
        if (binding == null) {
            end(ApiException.of(FirstMessage.Reason.HELLO_REQUIRED));
        }
    }

    @Override
    public synchronized void onWebSocketText(String text) {
        try {
            if (isOver) {
                return;
            } else if (binding == null) {
                greet(FirstMessage.parse(text));
            } else {
                answer(binding, text);
            }
        } catch (RuntimeException failure) {
            end(ApiException.of(failure));
        }
    }

    @Override
    public synchronized void onWebSocketBinary(ByteBuffer message, Callback callback) {
        callback.succeed();
        end(ApiException.badRequest("Messages are text."));
    }

    @Override
    public synchronized void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
        isOver = true;
        leaving.run();
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // ignored: Jetty closes the socket anyway, and would log each error without this method
    }

    /** Ends this connection if it may no longer act for the session. Returns when to check again: the session's end. */
    private synchronized Instant look(Binding bound) {
        if (isOver) {
            return Instant.MAX;
        }
        Result<SessionStatus> checked = host.handoffs().check(bound);
        reasonToEnd(checked).ifPresent(this::end);
        // the refusal APPROVAL_REQUIRED does not say when the session ends
        Result<SessionStatus> known =
                checked.isOk() || isOver ? checked : host.handoffs().backendStatus(sessionId);
        return known.fold(SessionStatus::endsAt, refusal -> Instant.MAX);
    }

    /** Returns the refusal, unless it is APPROVAL_REQUIRED: that phone is still bound to the session. */
    private static Optional<ApiException> reasonToEnd(Result<SessionStatus> checked) {
        return checked.refusal()
                .filter(refusal -> refusal != Refusal.APPROVAL_REQUIRED)
                .map(ApiException::of);
    }

    private void greet(FirstMessage first) {
        if (!(first instanceof FirstMessage.Greeting greeting)) {
            throw ApiException.of(((FirstMessage.InvalidMessage) first).reason());
        }
        HandoffService handoffs = host.handoffs();
        PhoneCredentials phone = greeting.credentials();
        switch (greeting.kind()) {
            case CHALLENGE -> {
                if (!host.settings().policy.safeguards().contains(Safeguard.POSSESSION)) {
                    throw ApiException.of(FirstMessage.Reason.HELLO_REQUIRED);
                }
                String value = host.limits().authentic(handoffs.challenge(sessionId, phone), address);
                send(Exchange.object().put("type", "challenge").put("value", value));
            }
            case HELLO -> {
                announce(phone);
                bind(handoffs.consume(sessionId, phone), "hello_ok");
            }
            case RESUME -> bind(handoffs.resume(sessionId, phone), "resume_ok");
            case DECLINE -> {
                announce(phone);
                host.limits().authentic(handoffs.decline(sessionId, phone), address);
                end(ack("declined"), StatusCode.NORMAL, "declined");
            }
        }
    }

    /**
     * Inserts the webhook's row of an unstored session before the first phone consumes: the outcome is then sent even
     * if this instance crashes right after the consumption. Costs one more read.
     */
    private void announce(PhoneCredentials phone) {
        if (host.webhook().isPresent()
                && host.settings().isUnstored()
                && host.handoffs().inspect(sessionId, phone) instanceof Result.Ok<SessionStatus> known) {
            host.webhook().get().expect(sessionId, known.value().endsAt());
        }
    }

    private void bind(Result<Binding> result, String message) {
        Binding bound = host.limits().authentic(result, address);
        binding = bound;
        // joins before the ack, because after the ack the phone relies on notifications
        leaving = host.watches().join(sessionId, isLast -> look(bound));
        if (!isOver) {
            ObjectNode ack = ack(message).put("connection", bound.connection());
            bound.matchCode().ifPresent(digits -> ack.put("match_code", digits));
            send(ack);
        }
    }

    private void answer(Binding bound, String text) {
        Optional<StrictObject> message = StrictObject.read(text);
        Optional<Outcome> outcome = message.flatMap(PhoneSocket::outcome);
        if (outcome.isPresent()) {
            finish(bound, outcome.get());
            return;
        }
        Result<SessionStatus> checked = host.handoffs().check(bound);
        reasonToEnd(checked).ifPresent(reason -> {
            throw reason;
        });
        if (!message.flatMap(object -> object.text("type")).equals(Optional.of("ping"))) {
            throw ApiException.badRequest("The message is neither a ping nor a well-formed finish.");
        }
        ObjectNode pong = ack("pong");
        bound.matchCode().ifPresent(digits -> pong.put("approval", checked.isOk() ? "given" : "required"));
        send(pong);
    }

    /** Returns the outcome in a well-formed finish; empty for any other message. */
    private static Optional<Outcome> outcome(StrictObject message) {
        String kind =
                message.text("type").orElse("") + " " + message.text("outcome").orElse("");
        Optional<String> code = message.text("failure_code");
        boolean isRetryable = message.flag("retryable").orElse(false);
        boolean isWellFormed = message.allTextsOrMissing("type", "outcome", "failure_code")
                && message.has("retryable") == message.flag("retryable").isPresent()
                && code.stream().allMatch(Outcome::isFailureCode);
        if (isWellFormed && kind.equals("finish succeeded")) {
            return Optional.of(Outcome.succeeded());
        }
        return code.filter(text -> isWellFormed && kind.equals("finish failed"))
                .map(isRetryable ? Outcome::failedRetryably : Outcome::failed);
    }

    private void finish(Binding bound, Outcome outcome) {
        Result<SessionState> result = host.handoffs().finish(bound, outcome);
        if (result.refusal().filter(Refusal.APPROVAL_REQUIRED::equals).isPresent()) {
            send(error(ApiException.of(Refusal.APPROVAL_REQUIRED)));
            return;
        }
        SessionState state = ApiException.orThrow(result);
        ObjectNode reply = ack("finish_ok").put("status", state.code());
        if (state == SessionState.CREATED && host.handoffs().mint(bound) instanceof Result.Ok<Handoff> next) {
            reply.putRawValue("handoff", new RawValue(HandoffJson.payload(next.value())));
        }
        end(reply, StatusCode.NORMAL, "finished");
    }

    private void end(ApiException reason) {
        int code = reason.status == 503 ? StatusCode.TRY_AGAIN_LATER : StatusCode.POLICY_VIOLATION;
        end(error(reason), reason.status == 500 ? StatusCode.SERVER_ERROR : code, reason.code);
    }

    private void end(ObjectNode last, int code, String reason) {
        if (!isOver) {
            isOver = true;
            send(last);
            // the phone has this long to answer the close
            getSession().setIdleTimeout(Duration.ofSeconds(5));
            getSession().close(code, reason, Callback.NOOP);
        }
    }

    private void send(ObjectNode message) {
        Session session = getSession();
        session.sendText(message.toString(), Callback.from(() -> {}, failure -> session.disconnect()));
    }

    private static ObjectNode ack(String message) {
        return Exchange.object().put("type", "ack").put("message", message);
    }

    private static ObjectNode error(ApiException reason) {
        return Exchange.object().put("type", "error").put("code", reason.code).put("message", reason.getMessage());
    }
}
