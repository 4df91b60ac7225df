package com.example.transactions;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that records the types of its events, and passes each event on to a test's listener. */
public class RecordedEvents implements HandoffListener {

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

    public void reset() {
        types.clear();
        next = event -> {};
    }
}
