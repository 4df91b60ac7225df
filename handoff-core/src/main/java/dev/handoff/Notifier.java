package dev.handoff;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.RecordState;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies listeners and log of what happened. The log names a session by the start of its key and an attempt by its
 * number. Thread-safe.
 */
final class Notifier {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffService.class);

    private final List<HandoffListener> listeners;

    Notifier(List<HandoffListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** A call wrote this record. */
    void written(Operation operation, Call call, HandoffRecord record) {
        HandoffEvent.Type type = switch (operation) {
            case OPEN -> HandoffEvent.Type.OPENED;
            case START, MINT -> HandoffEvent.Type.MINTED;
            case CHALLENGE -> throw new IllegalStateException("a challenge writes nothing");
            case CONSUME -> HandoffEvent.Type.CONSUMED;
            case RESUME -> HandoffEvent.Type.RESUMED;
            case FINISH -> HandoffEvent.Type.FINISHED;
            case PICK ->
                record.state() == RecordState.CANCELLED ? HandoffEvent.Type.CANCELLED : HandoffEvent.Type.APPROVED;
            case CANCEL -> HandoffEvent.Type.CANCELLED;
        };
        happened(type, operation, call, record);
    }

    /** A call was answered without a write: an event only where a token was handed out. */
    void kept(Operation operation, Call call, HandoffRecord record) {
        if (operation == Operation.START || operation == Operation.MINT) {
            happened(HandoffEvent.Type.REUSED, operation, call, record);
        }
    }

    /**
     * A call was refused.
     *
     * @param attempt the number of the attempt that a phone presented and proved, else 0
     */
    void refused(Operation operation, Call call, int attempt, Refusal reason) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{}: refused {}, session {}, attempt {}",
                    operation,
                    reason,
                    reason == Refusal.INVALID_SESSION_ID ? "-" : start(call.sessionKey()),
                    attempt);
        }
        if (!listeners.isEmpty()) {
            tell(new HandoffEvent(
                    HandoffEvent.Type.REFUSED,
                    operation,
                    call.now(),
                    call.sessionId(),
                    attempt,
                    0,
                    Optional.of(reason),
                    Optional.empty(),
                    Optional.empty()));
        }
    }

    /** The write is done: nothing that a listener throws reaches the caller or another listener. */
    void tell(HandoffEvent event) {
        for (HandoffListener listener : listeners) {
            try {
                listener.on(event);
            } catch (Throwable thrown) {
                warn(event, thrown);
            }
        }
    }

    private void happened(HandoffEvent.Type type, Operation operation, Call call, HandoffRecord record) {
        if (listeners.isEmpty() && !LOG.isDebugEnabled()) {
            return;
        }
        Claim claim = record.claim();
        MintedAttempt latest = record.latest();
        int attempt = claim != null && type != HandoffEvent.Type.MINTED && type != HandoffEvent.Type.REUSED
                ? claim.attempt()
                : latest == null ? 0 : latest.number();
        LOG.debug("{}: {}, session {}, attempt {}", operation, type, start(record.sessionKey()), attempt);
        Outcome outcome = type == HandoffEvent.Type.FINISHED && claim != null ? claim.outcome() : null;
        tell(new HandoffEvent(
                type,
                operation,
                call.now(),
                call.sessionId(),
                attempt,
                claim == null ? 0 : claim.connection(),
                Optional.empty(),
                Optional.of(StatusView.stateOf(record.state())),
                Optional.ofNullable(outcome).map(Outcome::failureCode)));
    }

    /** An exception's own methods may throw, too, when the log asks for its message. */
    private static void warn(HandoffEvent event, Throwable thrown) {
        try {
            LOG.warn("a listener failed on {}", event, thrown);
        } catch (Throwable unprintable) {
            LOG.warn("a listener failed on {} with {}", event, thrown.getClass().getName());
        }
    }

    private static String start(String sessionKey) {
        return sessionKey.substring(0, 8);
    }
}
