package dev.handoff;

import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * A service inside a transaction of the host's. The host begins the transaction, calls {@link #handoffs()} beside its
 * own statements, commits, and then says {@link #committed()}, which is when the listener hears what happened. Where
 * the host rolls back, it lets this object go: nothing was bound, burned or told.
 *
 * <p>An answer is a promise only once the commit returned: don't let a phone in before.
 *
 * <p>When a call throws {@link TokenStoreException}, the transaction is of no use any more: it lost a race, would have
 * answered from a snapshot that others have left behind, or lost its connection. Nothing is retried here. Roll back and
 * run the whole transaction again, the host's own statements with it; a commit that fails with a serialization failure
 * (SQLState class 40) asks for the same.
 *
 * <p>For one transaction, and for one thread at a time, like the connection it runs on.
 */
public final class HandoffTransaction {

    private final HandoffService handoffs;
    private final HandoffListener listener;
    private final List<HandoffEvent> untold = new ArrayList<>();

    HandoffTransaction(HandoffService.Setup setup, TokenStore joined) {
        this.handoffs = new HandoffService(setup, joined, untold::add);
        this.listener = setup.listener();
    }

    /** The service whose calls belong to the transaction. */
    public HandoffService handoffs() {
        return handoffs;
    }

    /** The transaction is committed: tells the listener what happened in it, in order, once. */
    public void committed() {
        Diagnostics diagnostics = new Diagnostics(listener);
        untold.forEach(diagnostics::tell);
        untold.clear();
    }
}
