package dev.handoff.verifyweb;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Passes on what this instance wrote, on other threads than the library's caller: whoever listens may take its time,
 * and the phone gets its answer first.
 */
final class SessionNews implements HandoffListener {

    private final Executor executor;
    private final List<Consumer<HandoffEvent>> readers = new CopyOnWriteArrayList<>();

    SessionNews(Executor executor) {
        this.executor = executor;
    }

    void tell(Consumer<HandoffEvent> reader) {
        readers.add(reader);
    }

    @Override
    public void on(HandoffEvent event) {
        if (changesState(event.type())) {
            executor.execute(() -> readers.forEach(reader -> reader.accept(event)));
        }
    }

    private static boolean changesState(HandoffEvent.Type type) {
        return switch (type) {
            case CONSUMED, FINISHED, CANCELLED -> true;
            case OPENED, MINTED, REUSED, RESUMED, REFUSED -> false;
        };
    }
}
