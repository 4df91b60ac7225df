package dev.handoff;

import dev.handoff.spi.TokenStoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners and log what happened. The log names a session by the start of its key and an attempt by its number.
 * Thread-safe.
 */
final class Notifier {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffService.class);

    private final List<HandoffListener> listeners;

    Notifier(List<HandoffListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Whether anybody listens. */
    boolean isHeard() {
        return !listeners.isEmpty() || LOG.isDebugEnabled();
    }

    /**
     * Something happened.
     *
     * @param sessionKey null where the session id is none
     */
    void tell(HandoffEvent event, @Nullable String sessionKey) {
        LOG.debug("session {}: {}", sessionKey == null ? "-" : start(sessionKey), event);
        tell(event);
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

    /** Trouble that does not pass: somebody has changed what the store keeps, or the store has to be repaired. */
    void warn(TokenStoreException trouble) {
        if (!trouble.isRetryable()) {
            LOG.error("{}", trouble.getMessage());
        }
    }

    /** So much of a session's key may be logged. */
    static String start(String sessionKey) {
        return sessionKey.substring(0, 8);
    }

    /** An exception's own methods may throw, too, when the log asks for its message. */
    private static void warn(HandoffEvent event, Throwable thrown) {
        try {
            LOG.warn("a listener failed on {}", event, thrown);
        } catch (Throwable unprintable) {
            LOG.warn("a listener failed on {} with {}", event, thrown.getClass().getName());
        }
    }
}
