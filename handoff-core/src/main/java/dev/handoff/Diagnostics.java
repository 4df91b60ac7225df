package dev.handoff;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listener and log what happened. The log names a session by the start of its key and an attempt by its number.
 */
final class Diagnostics {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffService.class);

    private final HandoffListener listener;

    Diagnostics(HandoffListener listener) {
        this.listener = listener;
    }

    /** A call wrote this record. */
    void written(Operation operation, String sessionId, HandoffRecord record) {
        switch (operation) {
            case OPEN -> happened(HandoffEvent.Type.OPENED, operation, sessionId, record);
            case START, MINT -> happened(HandoffEvent.Type.MINTED, operation, sessionId, record);
            case CONSUME -> happened(HandoffEvent.Type.CONSUMED, operation, sessionId, record);
            case RESUME -> happened(HandoffEvent.Type.RESUMED, operation, sessionId, record);
            case FINISH -> happened(HandoffEvent.Type.FINISHED, operation, sessionId, record);
            case CANCEL -> happened(HandoffEvent.Type.CANCELLED, operation, sessionId, record);
        }
    }

    /** A call was answered without a write: news only where a token was handed out. */
    void kept(Operation operation, String sessionId, HandoffRecord record) {
        if (operation == Operation.START || operation == Operation.MINT) {
            happened(HandoffEvent.Type.REUSED, operation, sessionId, record);
        }
    }

    /**
     * A call was refused.
     *
     * @param sessionKey empty for a session id that is none
     * @param attempt the number of the attempt that a phone presented and proved, else 0
     */
    void refused(Operation operation, String sessionId, String sessionKey, int attempt, Refusal reason) {
        LOG.debug("{}: refused {}, session {}, attempt {}", operation, reason, start(sessionKey), attempt);
        tell(new HandoffEvent(
                HandoffEvent.Type.REFUSED, operation, sessionId, attempt, 0, Optional.of(reason), Optional.empty()));
    }

    private void happened(HandoffEvent.Type type, Operation operation, String sessionId, HandoffRecord record) {
        Claim claim = record.claim();
        MintedAttempt latest = record.latest();
        int attempt = claim != null && type != HandoffEvent.Type.MINTED && type != HandoffEvent.Type.REUSED
                ? claim.attempt()
                : latest == null ? 0 : latest.number();
        LOG.debug("{}: {}, session {}, attempt {}", operation, type, start(record.sessionKey()), attempt);
        tell(new HandoffEvent(
                type,
                operation,
                sessionId,
                attempt,
                claim == null ? 0 : claim.connection(),
                Optional.empty(),
                Optional.of(StatusView.stateOf(record.state()))));
    }

    /** The write is done: nothing that a listener throws may take the answer away from the caller. */
    void tell(HandoffEvent event) {
        try {
            listener.on(event);
        } catch (Throwable thrown) {
            LOG.warn("a listener failed on {}", event, thrown);
        }
    }

    private static String start(String sessionKey) {
        return sessionKey.isEmpty() ? "-" : sessionKey.substring(0, 8);
    }
}
