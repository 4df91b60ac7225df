package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * A store that breaks a promise.
 *
 * @param fault what is wrong with it
 * @param brokenPromise the contract's test that must fail
 * @param rounds how many rounds the contract's races have: few, where the fault needs no race
 * @param overEngine one store object over the map that stands for the engine
 */
record BrokenStore(
        String fault,
        String brokenPromise,
        int rounds,
        Function<ConcurrentMap<String, StoredRecord>, TokenStore> overEngine) {

    /** What the contract has by itself: for faults that need many records, or a rare moment. */
    static final int USUAL_ROUNDS = 200;

    BrokenStore(
            String fault, String brokenPromise, Function<ConcurrentMap<String, StoredRecord>, TokenStore> overEngine) {
        this(fault, brokenPromise, 1, overEngine);
    }

    /** The first object over an engine is sound, and the others are broken. */
    static Function<ConcurrentMap<String, StoredRecord>, TokenStore> butForTheFirst(
            Function<ConcurrentMap<String, StoredRecord>, TokenStore> broken) {
        Set<Object> engines = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        return engine -> engines.add(engine) ? new MapStore(engine) : broken.apply(engine);
    }

    /** The word for the state that core writes into a body: what a store that knows too much would go by. */
    static String stateOf(StoredRecord record) {
        String[] words = record.body().split(" ", 3);
        return words.length > 1 ? words[1] : "";
    }

    static boolean isFinal(StoredRecord record) {
        return stateOf(record).matches("succeeded|failed|cancelled");
    }

    static StoredRecord withBody(StoredRecord record, String body) {
        return new StoredRecord(record.key(), record.stamp(), record.endsAt(), body);
    }

    @Override
    public String toString() {
        return fault;
    }
}
