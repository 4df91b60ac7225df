package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StrictObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a phone. Jetty hands it one message after the other, on threads that may wait for the store; it may
 * be ended from any thread at the same time, and whatever ends it first has the last word.
 */
public final class PhoneSocket extends Session.Listener.AbstractAutoDemanding {

    private static final Set<Refusal> WRONG_CREDENTIALS =
            Set.of(Refusal.HELLO_AUTH_REQUIRED, Refusal.HANDOFF_TOKEN_INVALID, Refusal.POSSESSION_REQUIRED);

    private enum Phase {
        NEW,
        GREETING,
        BOUND,
        /** The phone's outcome is being written: what becomes of the session is then this phone's own doing. */
        FINISHING,
        OVER
    }

    private final PhoneApi host;
    final String sessionId;
    private final String address;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile Future<?> helloDeadline = new CompletableFuture<>();
    private volatile @Nullable Binding binding;

    PhoneSocket(PhoneApi host, String sessionId, String address) {
        this.host = host;
        this.sessionId = sessionId;
        this.address = address;
    }

    /** The number of the bound phone's connection; 0 before it is bound. */
    long connection() {
        Binding bound = binding;
        return bound == null ? 0 : bound.connection();
    }

    @Override
    public void onWebSocketOpen(Session session) {
        super.onWebSocketOpen(session);
        Runnable refusing = () -> refuseIn(Phase.NEW, ApiException.of(FirstMessage.Reason.HELLO_REQUIRED));
        helloDeadline = host.timers().schedule(refusing, host.helloWithin().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onWebSocketText(String text) {
        Binding bound = binding;
        try {
            if (phase.get() == Phase.BOUND && bound != null) {
                answer(bound, text);
            } else if (phase.compareAndSet(Phase.NEW, Phase.GREETING)) {
                greet(FirstMessage.parse(text));
            }
        } catch (RuntimeException failure) {
            refuse(ApiException.of(failure));
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer message, Callback callback) {
        callback.succeed();
        refuse(ApiException.badRequest("Messages are text."));
    }

    @Override
    public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
        phase.set(Phase.OVER);
        helloDeadline.cancel(false);
        host.watches().remove(this);
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // the phone sees the close, and there is nothing here that anybody could mend
    }

    /** The session went on without this connection. While finishing, the answer to that is the last word. */
    void end(Refusal reason) {
        refuseIn(Phase.BOUND, ApiException.of(reason));
    }

    /** Ends this connection if the session went on without it. */
    void look() {
        Optional.ofNullable(binding).flatMap(this::refusalOf).ifPresent(this::end);
    }

    /** Who is not approved yet is still the session's phone. */
    private Optional<Refusal> refusalOf(Binding bound) {
        return host.handoffs().check(bound).refusal().filter(refusal -> refusal != Refusal.APPROVAL_REQUIRED);
    }

    private void greet(FirstMessage first) {
        if (first instanceof FirstMessage.InvalidMessage invalid) {
            throw ApiException.of(invalid.reason());
        }
        FirstMessage.Greeting greeting = (FirstMessage.Greeting) first;
        if (greeting.kind() == FirstMessage.Kind.CHALLENGE) {
            challenge(greeting);
            return;
        }
        helloDeadline.cancel(false);
        boolean isHello = greeting.kind() == FirstMessage.Kind.HELLO;
        if (isHello) {
            host.announce(sessionId, greeting.credentials());
        }
        Binding bound = authentic(
                isHello
                        ? host.handoffs().consume(sessionId, greeting.credentials())
                        : host.handoffs().resume(sessionId, greeting.credentials()));
        binding = bound;
        if (phase.compareAndSet(Phase.GREETING, Phase.BOUND)) {
            // before the phone is told: from then on it may rely on being told more
            host.watches().add(this);
            if (phase.get() == Phase.OVER) {
                // closed in the meantime: nobody else would remove it
                host.watches().remove(this);
            }
            ObjectNode ack = ack(isHello ? "hello_ok" : "resume_ok").put("connection", bound.connection());
            bound.matchCode().ifPresent(digits -> ack.put("match_code", digits));
            send(ack);
        }
    }

    /** Hello or resume is still to come, within the same time. */
    private void challenge(FirstMessage.Greeting greeting) {
        if (!host.asksForPossession()) {
            throw ApiException.of(FirstMessage.Reason.HELLO_REQUIRED);
        }
        String value = authentic(host.handoffs().challenge(sessionId, greeting.credentials()));
        send(Exchange.object().put("type", "challenge").put("value", value));
        phase.compareAndSet(Phase.GREETING, Phase.NEW);
        if (helloDeadline.isDone()) {
            refuseIn(Phase.NEW, ApiException.of(FirstMessage.Reason.HELLO_REQUIRED));
        }
    }

    private <T> T authentic(Result<T> result) {
        if (result.refusal().filter(WRONG_CREDENTIALS::contains).isPresent()) {
            host.limits().wrongCredentialsByAddress.count(address);
        }
        return ApiException.orThrow(result);
    }

    private void answer(Binding bound, String text) {
        Optional<Outcome> outcome;
        try {
            outcome = outcome(StrictObject.read(text).orElseThrow(() -> ApiException.of(400)));
        } catch (ApiException malformed) {
            // that the session went on without this phone is the better reason
            throw refusalOf(bound).map(ApiException::of).orElse(malformed);
        }
        if (outcome.isPresent()) {
            finish(bound, outcome.get());
        } else {
            refusalOf(bound).map(ApiException::of).ifPresentOrElse(this::refuse, () -> send(ack("pong")));
        }
    }

    /** Empty for a ping. */
    private static Optional<Outcome> outcome(StrictObject message) {
        String kind =
                message.text("type").orElse("") + " " + message.text("outcome").orElse("");
        Optional<String> code = message.text("failure_code");
        boolean isRetryable = message.flag("retryable").orElse(false);
        boolean isWellFormed = message.allTextsOrMissing("type", "outcome", "failure_code")
                && message.has("retryable") == message.flag("retryable").isPresent()
                && code.stream().allMatch(Outcome::isFailureCode);
        if (kind.startsWith("ping ")) {
            return Optional.empty();
        } else if (isWellFormed && kind.equals("finish succeeded")) {
            return Optional.of(Outcome.succeeded());
        } else if (isWellFormed && kind.equals("finish failed") && code.isPresent()) {
            return code.map(isRetryable ? Outcome::failedRetryably : Outcome::failed);
        }
        throw ApiException.badRequest("This is neither ping nor a well-formed finish.");
    }

    private void finish(Binding bound, Outcome outcome) {
        if (!phase.compareAndSet(Phase.BOUND, Phase.FINISHING)) {
            return;
        }
        Result<SessionState> result = host.handoffs().finish(bound, outcome);
        if (result.refusal().filter(Refusal.APPROVAL_REQUIRED::equals).isPresent()) {
            send(error(ApiException.of(Refusal.APPROVAL_REQUIRED)));
            phase.compareAndSet(Phase.FINISHING, Phase.BOUND);
            // who ended the session meanwhile did not tell a phone that was finishing
            look();
            return;
        }
        SessionState state = ApiException.orThrow(result);
        ObjectNode reply = ack("finish_ok").put("status", state.code());
        if (state == SessionState.CREATED && host.handoffs().mint(bound) instanceof Result.Ok<Handoff> next) {
            reply.putRawValue("handoff", new RawValue(HandoffJson.payload(next.value())));
        }
        phase.set(Phase.OVER);
        sendLast(reply, StatusCode.NORMAL, "finished");
    }

    private void refuse(ApiException reason) {
        if (phase.getAndSet(Phase.OVER) != Phase.OVER) {
            sendLast(reason);
        }
    }

    private void refuseIn(Phase only, ApiException reason) {
        if (phase.compareAndSet(only, Phase.OVER)) {
            sendLast(reason);
        }
    }

    private void sendLast(ApiException reason) {
        // RFC 6455, section 7.4.1, and its registry
        int code = reason.status == 503 ? StatusCode.TRY_AGAIN_LATER : StatusCode.POLICY_VIOLATION;
        sendLast(error(reason), reason.status == 500 ? StatusCode.SERVER_ERROR : code, reason.code);
    }

    /** In the order of the calls, and nothing once another thread has the last word. */
    private synchronized void send(ObjectNode message) {
        if (phase.get() != Phase.OVER) {
            write(message);
        }
    }

    private synchronized void sendLast(ObjectNode message, int code, String reason) {
        write(message);
        // so long it may take to answer the close before it is cut off
        getSession().setIdleTimeout(Duration.ofSeconds(5));
        getSession().close(code, reason, Callback.NOOP);
    }

    private void write(ObjectNode message) {
        Session session = getSession();
        session.sendText(message.toString(), Callback.from(() -> {}, failure -> session.disconnect()));
    }

    private static ObjectNode ack(String message) {
        return Exchange.object().put("type", "ack").put("message", message);
    }

    private static ObjectNode error(ApiException reason) {
        return Exchange.object().put("type", "error").put("code", reason.code).put("message", reason.message);
    }
}
