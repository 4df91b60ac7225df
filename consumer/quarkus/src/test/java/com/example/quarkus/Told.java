package com.example.quarkus;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What listeners are notified of, and what a test does then. */
@Singleton
class Told implements HandoffListener {

    private final List<HandoffEvent.Type> types = new CopyOnWriteArrayList<>();
    private volatile HandoffListener next = event -> {};

    @Override
    public void on(HandoffEvent event) {
        types.add(event.type());
        next.on(event);
    }

    List<HandoffEvent.Type> types() {
        return List.copyOf(types);
    }

    void then(HandoffListener listener) {
        next = listener;
    }

    void forget() {
        types.clear();
        next = event -> {};
    }
}
