package dev.handoff.faults;

import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStore;
import java.util.function.Function;

/** A node that makes its calls outside of the host's transactions. Thread-safe. */
final class PlainNode implements Node {

    private final String name;
    private final TokenStore store;
    private final NodeClock clock = new NodeClock();
    private volatile Services services;

    PlainNode(String name, TokenStore store) {
        this.name = name;
        this.store = store;
        this.services = Services.of(store, clock, Ring.of("first"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NodeClock clock() {
        return clock;
    }

    @Override
    public void deploy(Ring ring) {
        services = Services.of(store, clock, ring);
    }

    @Override
    public Reply call(String session, boolean isUnstored, Function<HandoffService, Answer> question) {
        Services now = services;
        Answer answer = Services.answer(now.one(isUnstored), question);
        return new Reply(answer, clock.lastShown(), now.ring().names());
    }
}
