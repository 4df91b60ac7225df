package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Binding;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.Reason;
import dev.handoff.json.HandoffJson;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a phone. Jetty hands it one message after the other, on threads that may wait for the store; it may
 * be ended from any thread at the same time, and whatever ends it first has the last word.
 */
final class PhoneSocket {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneSocket.class);

    private enum Phase {
        NEW,
        GREETING,
        BOUND,
        /** The phone's outcome is being written: what becomes of the session is then this phone's own doing. */
        FINISHING,
        OVER
    }

    private final HandoffService handoffs;
    private final PhoneSockets sockets;
    private final PhoneLine line;
    private final String sessionId;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile @Nullable Future<?> helloDeadline;
    private volatile @Nullable Binding binding;

    PhoneSocket(HandoffService handoffs, PhoneSockets sockets, PhoneLine line, String sessionId) {
        this.handoffs = handoffs;
        this.sockets = sockets;
        this.line = line;
        this.sessionId = sessionId;
    }

    /** Ends this connection unless the phone says something in time. */
    void expectHello(Workers workers, Duration within) {
        helloDeadline = workers.after(within, () -> {
            if (phase.compareAndSet(Phase.NEW, Phase.OVER)) {
                line.refuse(refusal(Reason.HELLO_REQUIRED));
            }
        });
    }

    String sessionId() {
        return sessionId;
    }

    /** Of a phone that said hello or resumed. */
    Optional<Binding> binding() {
        return Optional.ofNullable(binding);
    }

    void onText(String message) {
        if (phase.get() == Phase.OVER) {
            return;
        }
        try {
            Binding bound = binding;
            if (bound == null) {
                greet(message);
            } else {
                answer(bound, message);
            }
        } catch (ApiException reason) {
            refuse(reason);
        } catch (TokenStoreException trouble) {
            LOG.warn("the store is in trouble: {}", trouble.getMessage());
            refuse(ApiException.storeUnavailable());
        } catch (RuntimeException unexpected) {
            LOG.error("a phone's message could not be handled", unexpected);
            refuse(ApiException.internalError());
        }
    }

    void onBinary() {
        refuse(ApiException.badRequest("Messages are text."));
    }

    void onClose() {
        phase.set(Phase.OVER);
        forgetDeadline();
        sockets.forget(this);
    }

    /** The session went on without this connection. While finishing, the answer to that is the last word. */
    void end(Refusal reason) {
        if (phase.compareAndSet(Phase.BOUND, Phase.OVER)) {
            line.refuse(ApiException.of(reason));
        }
    }

    /** The server goes away; the phone may resume. */
    void dismiss() {
        phase.set(Phase.OVER);
        line.close(StatusCode.SHUTDOWN, "the server stops");
    }

    private void greet(String message) {
        if (!phase.compareAndSet(Phase.NEW, Phase.GREETING)) {
            return;
        }
        forgetDeadline();
        FirstMessage first = FirstMessage.parse(message);
        if (first instanceof FirstMessage.InvalidMessage invalid) {
            throw refusal(invalid.reason());
        }
        Greeting greeting = (Greeting) first;
        boolean isResume = greeting.kind() == FirstMessage.Kind.RESUME;
        Result<Binding> result = isResume
                ? handoffs.resume(sessionId, greeting.credentials())
                : handoffs.consume(sessionId, greeting.credentials());
        Binding bound = ApiException.orThrow(result);
        binding = bound;
        if (phase.compareAndSet(Phase.GREETING, Phase.BOUND)) {
            // before the phone is told: from then on it may rely on hearing of what happens
            sockets.remember(this);
            if (phase.get() == Phase.OVER) {
                // closed in the meantime: nobody else would forget it
                sockets.forget(this);
            }
            line.ack(isResume ? "resume_ok" : "hello_ok", Json.object().put("connection", bound.connection()));
        }
    }

    private void answer(Binding bound, String text) {
        PhoneMessage message = PhoneMessage.parse(text);
        if (message instanceof PhoneMessage.Finish finish) {
            finish(bound, finish.outcome());
            return;
        }
        ApiException.orThrow(handoffs.check(bound));
        if (message instanceof PhoneMessage.Unknown) {
            throw ApiException.badRequest("This is neither ping nor a well-formed finish.");
        }
        line.ack("pong", Json.object());
    }

    private void finish(Binding bound, Outcome outcome) {
        if (!phase.compareAndSet(Phase.BOUND, Phase.FINISHING)) {
            return;
        }
        SessionState state = ApiException.orThrow(handoffs.finish(bound, outcome));
        ObjectNode reply = Json.object().put("status", state.code());
        if (state == SessionState.CREATED) {
            nextPayload(bound).ifPresent(payload -> reply.set("handoff", Json.parseObject(payload)));
        }
        phase.set(Phase.OVER);
        line.ack("finish_ok", reply);
        line.close(StatusCode.NORMAL, "finished");
    }

    /** Empty where something came in between: then the phone gets its next code from the page. */
    private Optional<String> nextPayload(Binding bound) {
        try {
            return handoffs.mint(bound)
                    .fold(handoff -> Optional.of(HandoffJson.payload(handoff)), refusal -> Optional.empty());
        } catch (TokenStoreException trouble) {
            // the outcome is recorded; the phone's person scans the next code from the page
            LOG.warn("the next code could not be minted: {}", trouble.getMessage());
            return Optional.empty();
        }
    }

    private void forgetDeadline() {
        Future<?> deadline = helloDeadline;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void refuse(ApiException reason) {
        if (phase.getAndSet(Phase.OVER) != Phase.OVER) {
            line.refuse(reason);
        }
    }

    private static ApiException refusal(Reason reason) {
        return new ApiException(400, reason.code(), reason.message());
    }
}
