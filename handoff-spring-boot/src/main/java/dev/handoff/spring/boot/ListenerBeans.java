package dev.handoff.spring.boot;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Notifies the listener beans of the application, in their order. The beans are looked up at the first event, so that a
 * listener may use the service that notifies it. Thread-safe.
 */
final class ListenerBeans implements HandoffListener {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerBeans.class);

    private final Supplier<List<HandoffListener>> listeners;

    ListenerBeans(ObjectProvider<HandoffListener> beans) {
        listeners = SingletonSupplier.of(() -> beans.orderedStream().toList());
    }

    /** Catches everything that listeners throw, so that it does not reach the caller or other listeners. */
    @Override
    public void on(HandoffEvent event) {
        try {
            listeners.get().forEach(listener -> send(listener, event));
        } catch (RuntimeException | Error noBeans) {
            LOG.warn(
                    "the HandoffListener beans can't be created, so an event was lost: {}",
                    noBeans.getClass().getName());
        }
    }

    private static void send(HandoffListener listener, HandoffEvent event) {
        try {
            listener.on(event);
        } catch (Throwable thrown) {
            // without its message, because getMessage may throw
            LOG.warn("a listener failed on {} with {}", event, thrown.getClass().getName());
        }
    }
}
