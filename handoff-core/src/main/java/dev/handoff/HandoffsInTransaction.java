package dev.handoff;

import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.TokenStoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * A service inside a transaction of the host's. The host begins the transaction, calls {@link #handoffs()} beside its
 * own statements, commits, and then calls {@link #committed()}, which is when the listeners are notified of what was
 * written; of refusals they are notified at once. Where the host rolls back, it drops this object: nothing was bound or
 * used up, and nobody is notified.
 *
 * <p>An answer is a promise only once the commit returned: don't admit a phone before.
 *
 * <p>When a call throws {@link TokenStoreException}, the transaction is of no use any more: it lost a race, would have
 * answered from a snapshot that others have left behind, or lost its connection. Nothing is retried here. Roll back and
 * run the whole transaction again, the host's own statements with it; a commit that fails with a serialization failure
 * (SQLState class 40) asks for the same.
 *
 * <p>A host that rolls back to a savepoint drops this object, too, and goes on with a new one: what was undone must not
 * be told.
 *
 * <p>For one transaction, and for one thread at a time, like the connection it runs on.
 */
public final class HandoffsInTransaction {

    private final HandoffService handoffs;
    private final Notifier afterCommit;
    private final List<HandoffEvent> events = new ArrayList<>();

    HandoffsInTransaction(ServiceParts parts, JoinedTokenStore joined) {
        this.afterCommit = parts.notifier();
        this.handoffs = new HandoffService(parts.with(joined, new Notifier(List.of(this::keep))));
    }

    /** The service whose calls belong to the transaction. */
    public HandoffService handoffs() {
        return handoffs;
    }

    /** The transaction is committed: the listeners are notified of what was written in it, in order, once. */
    public void committed() {
        events.forEach(afterCommit::tell);
        events.clear();
    }

    /** A refusal is told at once: it changed nothing, and stays true whatever the host does. */
    private void keep(HandoffEvent event) {
        if (event.type() == HandoffEvent.Type.REFUSED) {
            afterCommit.tell(event);
        } else {
            events.add(event);
        }
    }
}
