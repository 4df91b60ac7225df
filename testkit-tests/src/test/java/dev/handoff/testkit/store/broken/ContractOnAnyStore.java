package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.Losses;
import dev.handoff.testkit.store.TokenStoreContract;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The contract on a store that a test has set. Not named as tests are, so that no run picks it up by itself. */
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

    /** Null for a store whose data are not in the engine that it is given. */
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
