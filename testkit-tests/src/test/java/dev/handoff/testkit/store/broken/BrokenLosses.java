package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Stores that report a wrong effect of a write whose request or answer got lost. */
final class BrokenLosses {

    private static final String REQUEST = "trouble_lostRequestOfAWrite_hasATrueEffect";
    private static final String ANSWER = "trouble_lostAnswerToAWrite_hasATrueEffect";

    private BrokenLosses() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                inserting("lost answer to an insert reported with the effect NONE", ANSWER, BrokenLosses::deny),
                replacing("lost answer to a replacement reported with the effect NONE", ANSWER, BrokenLosses::deny),
                inserting("lost request of an insert that returns true", REQUEST, (trouble, again) -> true),
                replacing("lost request of a replacement that returns true", REQUEST, (trouble, again) -> true),
                inserting(
                        "insert that succeeded and returns false after a second attempt",
                        ANSWER,
                        BrokenLosses::tryAgain),
                replacing(
                        "replacement that succeeded and returns false after a second attempt",
                        ANSWER,
                        BrokenLosses::tryAgain),
                inserting("lost answer as an exception of the engine", ANSWER, (trouble, again) -> {
                    throw new IllegalStateException("the connection broke", trouble);
                }),
                replacing("lost request that is not retryable", REQUEST, (trouble, again) -> {
                    throw new TokenStoreException(trouble.effect(), false, "the connection broke", trouble);
                }),
                new BrokenStore("connection that stays broken", ANSWER, StaysBroken::new));
    }

    /** Converts the trouble of the engine. */
    private interface Reaction {
        boolean to(TokenStoreException trouble, BooleanSupplier again);
    }

    private static boolean deny(TokenStoreException trouble, BooleanSupplier again) {
        throw new TokenStoreException(Effect.NONE, true, "the connection broke", trouble);
    }

    private static boolean tryAgain(TokenStoreException trouble, BooleanSupplier again) {
        return again.getAsBoolean();
    }

    private static BrokenStore inserting(String fault, String promise, Reaction wrong) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            public boolean insert(StoredRecord record) {
                return answer(() -> super.insert(record), wrong);
            }
        });
    }

    private static BrokenStore replacing(String fault, String promise, Reaction wrong) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                return answer(() -> super.replace(expected, next), wrong);
            }
        });
    }

    private static boolean answer(BooleanSupplier write, Reaction wrong) {
        try {
            return write.getAsBoolean();
        } catch (TokenStoreException trouble) {
            return wrong.to(trouble, write);
        }
    }

    /** A store that never connects again. */
    private static final class StaysBroken extends MapStore {

        private volatile boolean isBroken;

        StaysBroken(ConcurrentMap<String, StoredRecord> records) {
            super(records);
        }

        @Override
        public boolean insert(StoredRecord record) {
            requireConnection();
            try {
                return super.insert(record);
            } catch (TokenStoreException trouble) {
                isBroken = true;
                throw trouble;
            }
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            requireConnection();
            return super.find(key);
        }

        private void requireConnection() {
            if (isBroken) {
                throw new TokenStoreException(Effect.NONE, true, "the connection is broken");
            }
        }
    }
}
