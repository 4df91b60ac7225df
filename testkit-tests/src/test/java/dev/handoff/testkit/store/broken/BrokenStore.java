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
 * @param fault the fault of the store
 * @param brokenPromise the test of the contract that must fail
 * @param rounds the number of rounds of the races: few if the fault needs no race
 * @param overEngine creates a store object on the map that stands for the engine
 */
record BrokenStore(
        String fault,
        String brokenPromise,
        int rounds,
        Function<ConcurrentMap<String, StoredRecord>, TokenStore> overEngine) {

    /** The default of the contract, for faults that need many records or a rare moment. */
    static final int USUAL_ROUNDS = 200;

    BrokenStore(
            String fault, String brokenPromise, Function<ConcurrentMap<String, StoredRecord>, TokenStore> overEngine) {
        this(fault, brokenPromise, 1, overEngine);
    }

    /** Returns a function whose first store on an engine is sound, and whose later stores are broken. */
    static Function<ConcurrentMap<String, StoredRecord>, TokenStore> butForTheFirst(
            Function<ConcurrentMap<String, StoredRecord>, TokenStore> broken) {
        Set<Object> engines = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        return engine -> engines.add(engine) ? new MapStore(engine) : broken.apply(engine);
    }

    /** Returns the word for the state in a body, which a store must not read. */
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
