package dev.handoff;

import dev.handoff.spi.TokenStoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies listeners of events, and writes events to the log. The log names a session by the start of its key, and an
 * attempt by its number. Thread-safe.
 */
final class Notifier {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffService.class);

    private final List<HandoffListener> listeners;

    Notifier(List<HandoffListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Checks whether there is a listener or a log for an event. */
    boolean isNeeded() {
        return !listeners.isEmpty() || LOG.isDebugEnabled();
    }

    /**
     * Logs an event and notifies the listeners.
     *
     * @param sessionKey null if the session id is malformed
     */
    void notify(HandoffEvent event, @Nullable String sessionKey) {
        LOG.debug("session {}: {}", sessionKey == null ? "-" : start(sessionKey), event);
        notifyListeners(event);
    }

    /**
     * Notifies the listeners. The write is done, so an exception of a listener must reach neither the caller nor
     * another listener.
     */
    void notifyListeners(HandoffEvent event) {
        for (HandoffListener listener : listeners) {
            try {
                listener.on(event);
            } catch (Throwable thrown) {
                logFailure(event, thrown);
            }
        }
    }

    /** Logs an exception that is not retryable: somebody has changed a record, or the store has to be repaired. */
    void logIfPermanent(TokenStoreException trouble) {
        if (!trouble.isRetryable()) {
            LOG.error("{}", trouble.getMessage());
        }
    }

    /** Returns the part of a session key that may be logged. */
    static String start(String sessionKey) {
        return sessionKey.substring(0, 8);
    }

    /** Logs a listener's exception, whose own methods may throw, too, when the log reads its message. */
    private static void logFailure(HandoffEvent event, Throwable thrown) {
        try {
            LOG.warn("a listener failed on the event {}", event, thrown);
        } catch (Throwable unprintable) {
            LOG.warn(
                    "a listener failed on the event {} with {}",
                    event,
                    thrown.getClass().getName());
        }
    }
}
