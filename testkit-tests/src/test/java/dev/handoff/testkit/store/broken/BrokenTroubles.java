package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Stores that report trouble wrongly or drop interrupts. */
final class BrokenTroubles {

    private static final String NO_ANSWER = "trouble_engineOutOfReach_throwsARetryableException";
    private static final String QUOTES = "trouble_engineOutOfReach_quotesNoPartOfTheRecord";
    private static final String FIND_INTERRUPTED = "interrupt_duringFindAndPurge_keepsTheThreadInterrupted";

    private BrokenTroubles() {}

    static Stream<BrokenStore> all() {
        return Stream.concat(troubles(), interrupts());
    }

    private static Stream<BrokenStore> troubles() {
        return Stream.of(
                answering("trouble of a read taken for 'not there'", Call.FIND),
                answering("trouble of an insert taken for 'exists'", Call.INSERT),
                answering("trouble of a replacement taken for a lost race", Call.REPLACE),
                throwing(
                        "trouble as an exception of the engine",
                        NO_ANSWER,
                        (record, trouble) -> new IllegalStateException("the engine does not answer", trouble)),
                throwing(
                        "every trouble with the effect NONE",
                        "trouble_withEffectNone_hasWrittenNothing",
                        (record, trouble) -> new TokenStoreException(Effect.NONE, true, "no answer", trouble)),
                throwing(
                        "a read with an unknown effect",
                        NO_ANSWER,
                        (record, trouble) -> new TokenStoreException(Effect.UNKNOWN, true, "no answer", trouble)),
                throwing(
                        "trouble that is not retryable",
                        NO_ANSWER,
                        (record, trouble) -> new TokenStoreException(trouble.effect(), false, "no answer", trouble)),
                throwing(
                        "trouble whose message quotes the key",
                        QUOTES,
                        (record, trouble) -> new TokenStoreException(
                                trouble.effect(), true, "no answer for " + record.key(), trouble)),
                throwing(
                        "trouble whose cause quotes the body",
                        QUOTES,
                        (record, trouble) -> new TokenStoreException(
                                trouble.effect(),
                                true,
                                "no answer",
                                new IllegalStateException("VALUES (" + record.body()))));
    }

    private static Stream<BrokenStore> interrupts() {
        return Stream.of(
                new BrokenStore("interrupt dropped by find", FIND_INTERRUPTED, engine -> new MapStore(engine) {
                    @Override
                    public Optional<StoredRecord> find(String key) {
                        dropInterrupt();
                        return super.find(key);
                    }
                }),
                new BrokenStore(
                        "interrupt that makes find return nothing", FIND_INTERRUPTED, engine -> new MapStore(engine) {
                            @Override
                            public Optional<StoredRecord> find(String key) {
                                return Thread.currentThread().isInterrupted() ? Optional.empty() : super.find(key);
                            }
                        }),
                new BrokenStore("interrupt that is not retryable", FIND_INTERRUPTED, engine -> new MapStore(engine) {
                    @Override
                    public Optional<StoredRecord> find(String key) {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new IllegalStateException("interrupted");
                        }
                        return super.find(key);
                    }
                }),
                new BrokenStore(
                        "interrupt dropped by insert",
                        "interrupt_duringInsert_keepsTheThreadInterruptedAndTheAnswerTrue",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean insert(StoredRecord record) {
                                dropInterrupt();
                                return super.insert(record);
                            }
                        }),
                new BrokenStore(
                        "interrupted write with the effect NONE",
                        "interrupt_duringReplace_keepsTheThreadInterruptedAndTheAnswerTrue",
                        engine -> new WaitsForTheAnswer(engine, true)),
                new BrokenStore(
                        "write that is interrupted in progress, with the effect NONE",
                        "interrupt_atAnyMomentOfAWrite_keepsTheThreadInterruptedAndTheAnswerTrue",
                        5 * BrokenRaces.ROUNDS,
                        engine -> new WaitsForTheAnswer(engine, false)));
    }

    private static void dropInterrupt() {
        try {
            Thread.sleep(0);
        } catch (InterruptedException e) {
            // the fault: the interrupt is dropped
        }
    }

    private enum Call {
        FIND,
        INSERT,
        REPLACE
    }

    private static BrokenStore answering(String fault, Call wrong) {
        return new BrokenStore(fault, NO_ANSWER, engine -> new MapStore(engine) {
            @Override
            public Optional<StoredRecord> find(String key) {
                return answer(Call.FIND, () -> super.find(key), Optional.empty());
            }

            @Override
            public boolean insert(StoredRecord record) {
                return answer(Call.INSERT, () -> super.insert(record), false);
            }

            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                return answer(Call.REPLACE, () -> super.replace(expected, next), false);
            }

            private <T> T answer(Call asked, Supplier<T> call, T otherwise) {
                try {
                    return call.get();
                } catch (TokenStoreException e) {
                    if (asked == wrong) {
                        return otherwise;
                    }
                    throw e;
                }
            }
        });
    }

    private static BrokenStore throwing(
            String fault, String promise, BiFunction<StoredRecord, TokenStoreException, RuntimeException> wrong) {
        return new BrokenStore(fault, promise, engine -> new MapStore(engine) {
            @Override
            public Optional<StoredRecord> find(String key) {
                try {
                    return super.find(key);
                } catch (TokenStoreException e) {
                    throw wrong.apply(new StoredRecord(key, key.substring(32), Instant.EPOCH, "?"), e);
                }
            }

            @Override
            public boolean insert(StoredRecord record) {
                try {
                    return super.insert(record);
                } catch (TokenStoreException e) {
                    throw wrong.apply(record, e);
                }
            }

            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                try {
                    return super.replace(expected, next);
                } catch (TokenStoreException e) {
                    throw wrong.apply(next, e);
                }
            }
        });
    }

    /** An interrupt ends the wait, and the store reports that nothing was written. */
    private static final class WaitsForTheAnswer extends MapStore {

        private final boolean alsoIfInterruptedBefore;

        WaitsForTheAnswer(ConcurrentMap<String, StoredRecord> records, boolean alsoIfInterruptedBefore) {
            super(records);
            this.alsoIfInterruptedBefore = alsoIfInterruptedBefore;
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            boolean wasInterrupted = Thread.currentThread().isInterrupted();
            boolean replaced = super.replace(expected, next);
            LockSupport.parkNanos(100_000);
            if (Thread.currentThread().isInterrupted() && (alsoIfInterruptedBefore || !wasInterrupted)) {
                throw new TokenStoreException(Effect.NONE, true, "interrupted");
            }
            return replaced;
        }
    }
}
