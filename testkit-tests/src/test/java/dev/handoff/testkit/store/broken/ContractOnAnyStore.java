package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.Losses;
import dev.handoff.testkit.store.TokenStoreContract;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The contract on a store that a test sets. Its name is not that of a test, so that Surefire does not run it. */
class ContractOnAnyStore extends TokenStoreContract {

    private static volatile BrokenStore subject;

    private final ConcurrentMap<String, StoredRecord> engine = new ConcurrentHashMap<>();

    static void setSubject(BrokenStore store) {
        subject = store;
    }

    @Override
    protected TokenStore createStore() {
        return subject.overEngine().apply(engine);
    }

    @Override
    protected @Nullable TokenStore createUnreachableStore() {
        TokenStore store = subject.overEngine().apply(new UnreachableEngine(engine));
        return store instanceof MapStore ? store : null;
    }

    /** Returns null for a store that does not keep its data in the given engine. */
    @Override
    protected @Nullable TokenStore createStoreThatSuffers(Losses losses) {
        LosingEngine losing = new LosingEngine(engine, losses);
        return subject.overEngine().apply(losing) instanceof MapStore store && store.records == losing ? store : null;
    }

    @Override
    protected boolean forgetsByItself() {
        return createStore() instanceof OddButSound.Forgets;
    }

    @Override
    protected int rounds() {
        return subject.rounds();
    }
}
