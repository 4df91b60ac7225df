package com.example.transactions;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What listeners are notified of, and what a test does then. */
public class Told implements HandoffListener {

    private final List<HandoffEvent.Type> types = new CopyOnWriteArrayList<>();
    private volatile HandoffListener next = event -> {};

    @Override
    public void on(HandoffEvent event) {
        types.add(event.type());
        next.on(event);
    }

    public List<HandoffEvent.Type> types() {
        return List.copyOf(types);
    }

    public void then(HandoffListener listener) {
        next = listener;
    }

    public void forget() {
        types.clear();
        next = event -> {};
    }
}
