package dev.handoff.testkit.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Stores that insert or replace wrongly, also without any rival. */
final class BrokenWrites {

    private static final String OTHER_VERSION = "replace_otherVersion_isFalseAndKeepsWhatIsThere";
    private static final String OTHER_GENERATION = "replace_otherGeneration_isFalseAndKeepsWhatIsThere";
    private static final String KNOWN_KEY = "insert_knownKey_isFalseAndKeepsWhatIsThere";
    private static final String TROUBLE = "trouble_engineOutOfReach_isAnExceptionAndNeverAnAnswer";

    private BrokenWrites() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                new BrokenStore("unconditional update", OTHER_VERSION, engine -> new MapStore(engine) {
                    @Override
                    boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                        return true;
                    }
                }),
                new BrokenStore("version without generation", OTHER_GENERATION, engine -> new MapStore(engine) {
                    @Override
                    boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                        return current.stamp().version() == expected.stamp().version();
                    }
                }),
                new BrokenStore("generation without version", OTHER_VERSION, engine -> new MapStore(engine) {
                    @Override
                    boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                        return current.stamp()
                                .generation()
                                .equals(expected.stamp().generation());
                    }
                }),
                new BrokenStore("any version up to the expected one", OTHER_VERSION, engine -> new MapStore(engine) {
                    @Override
                    boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                        return current.stamp()
                                        .generation()
                                        .equals(expected.stamp().generation())
                                && current.stamp().version() <= expected.stamp().version();
                    }
                }),
                new BrokenStore(
                        "whole records compared",
                        "replace_sameStampButOtherParts_isTrue",
                        engine -> new MapStore(engine) {
                            @Override
                            boolean bearsTheStamp(HandoffRecord current, HandoffRecord expected) {
                                return current.equals(expected);
                            }
                        }),
                new BrokenStore(
                        "stamp looked up without the key",
                        "replace_stampOfAnotherKey_isFalseAndTouchesNeither",
                        WithoutTheKey::new),
                new BrokenStore(
                        "replace that writes to its neighbours too",
                        "replace_oneOfTwo_leavesTheOtherAlone",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                boolean replaced = super.replace(expected, next);
                                records.replaceAll((key, record) -> replaced ? withAttemptOf(next, record) : record);
                                return replaced;
                            }
                        }),
                new BrokenStore(
                        "replace that inserts", "replace_unknownKey_isFalseAndAddsNothing", ReplaceOrInsert::new),
                new BrokenStore("replace that always answers true", OTHER_VERSION, engine -> new MapStore(engine) {
                    @Override
                    public boolean replace(HandoffRecord expected, HandoffRecord next) {
                        super.replace(expected, next);
                        return true;
                    }
                }),
                new BrokenStore(
                        "replace that answers false though it wrote",
                        "replace_answeringFalse_hasNotWritten",
                        engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                super.replace(expected, next);
                                return false;
                            }
                        }),
                new BrokenStore(
                        "replace that reports success before it writes",
                        "replace_answeringTrue_hasWrittenWhenItReturns",
                        WriteBehind::new),
                new BrokenStore("insert that overwrites", KNOWN_KEY, engine -> new MapStore(engine) {
                    @Override
                    public boolean insert(HandoffRecord record) {
                        return records.put(record.sessionKey(), record) == null;
                    }
                }),
                new BrokenStore("insert that answers true for a known key", KNOWN_KEY, engine -> new MapStore(engine) {
                    @Override
                    public boolean insert(HandoffRecord record) {
                        super.insert(record);
                        return true;
                    }
                }),
                new BrokenStore(
                        "insert that is true for the very same record", KNOWN_KEY, engine -> new MapStore(engine) {
                            @Override
                            public boolean insert(HandoffRecord record) {
                                return super.insert(record) || record.equals(records.get(record.sessionKey()));
                            }
                        }),
                new BrokenStore("insert that throws for a known key", KNOWN_KEY, engine -> new MapStore(engine) {
                    @Override
                    public boolean insert(HandoffRecord record) {
                        if (!super.insert(record)) {
                            throw new TokenStoreException(TokenStoreException.Effect.NONE, "duplicate key");
                        }
                        return true;
                    }
                }),
                new BrokenStore("insert that takes any failure for 'exists'", TROUBLE, engine -> new MapStore(engine) {
                    @Override
                    public boolean insert(HandoffRecord record) {
                        try {
                            return super.insert(record);
                        } catch (TokenStoreException e) {
                            return false;
                        }
                    }
                }),
                new BrokenStore(
                        "replace that takes any failure for a lost race", TROUBLE, engine -> new MapStore(engine) {
                            @Override
                            public boolean replace(HandoffRecord expected, HandoffRecord next) {
                                try {
                                    return super.replace(expected, next);
                                } catch (TokenStoreException e) {
                                    return false;
                                }
                            }
                        }),
                new BrokenStore(
                        "insert that refuses a purged key", "insert_afterPurge_startsAnew", RefusesPurgedKeys::new));
    }

    private static HandoffRecord withAttemptOf(HandoffRecord other, HandoffRecord record) {
        return new HandoffRecord(
                record.stamp(), record.terms(), record.state(), other.latest(), record.claim(), record.tally());
    }

    /** As {@code UPDATE … WHERE generation = ? AND version = ?}. */
    private static final class WithoutTheKey extends MapStore {

        WithoutTheKey(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            for (HandoffRecord current : records.values()) {
                if (current.stamp().generation().equals(expected.stamp().generation())
                        && current.stamp().version() == expected.stamp().version()) {
                    return records.replace(current.sessionKey(), current, next);
                }
            }
            return false;
        }
    }

    private static final class ReplaceOrInsert extends MapStore {

        ReplaceOrInsert(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            return super.replace(expected, next) || super.insert(next);
        }
    }

    /** Keeps what it replaced to itself until the next write. */
    private static final class WriteBehind extends MapStore {

        private final Map<String, HandoffRecord> unwritten = new HashMap<>();

        WriteBehind(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean replace(HandoffRecord expected, HandoffRecord next) {
            records.putAll(unwritten);
            unwritten.clear();
            HandoffRecord current = records.get(expected.sessionKey());
            if (current == null || !bearsTheStamp(current, expected)) {
                return false;
            }
            unwritten.put(next.sessionKey(), next);
            return true;
        }
    }

    private static final class RefusesPurgedKeys extends MapStore {

        private final Set<String> purged = new HashSet<>();

        RefusesPurgedKeys(ConcurrentMap<String, HandoffRecord> records) {
            super(records);
        }

        @Override
        public synchronized boolean insert(HandoffRecord record) {
            return !purged.contains(record.sessionKey()) && super.insert(record);
        }

        @Override
        synchronized boolean remove(HandoffRecord record) {
            return purged.add(record.sessionKey()) && super.remove(record);
        }
    }
}
