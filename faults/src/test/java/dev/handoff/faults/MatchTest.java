package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.faults.Violation.Kind;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Phones play against a correct store, and against stores with one defect each. */
class MatchTest {

    private static final int STRIKES = 20;

    /** A store that delegates to a correct store. */
    private static class Delegating implements TokenStore {
        final TokenStore correct = new MemoryTokenStore();

        @Override
        public boolean insert(StoredRecord record) {
            return correct.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return correct.find(key);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return correct.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return correct.purge(endedBefore, limit);
        }
    }

    private record Undisturbed(List<Node> nodes, TokenStore rows) implements Stage {
        Undisturbed(TokenStore store) {
            this(List.of(new PlainNode("node1", store), new PlainNode("node2", store)), store);
        }

        @Override
        public void strike(Progress progress) throws InterruptedException {
            progress.awaitHandoffs(20);
        }

        @Override
        public void close() {}
    }

    private static Outcomes play(TokenStore store) throws Exception {
        return Match.play(new Undisturbed(store), new Budget(Duration.ZERO, STRIKES));
    }

    @Test
    void play_correctStore_findsNoViolation() throws Exception {
        Outcomes outcomes = play(new Delegating());

        assertThat(outcomes.shown()).isEmpty();
        assertThat(outcomes.handoffs).isGreaterThanOrEqualTo(20 * STRIKES);
    }

    @Test
    void play_storeThatComparesBeforeItWrites_findsTwoWinners() throws Exception {
        Outcomes outcomes = play(new Delegating() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                boolean isAsExpected = find(expected.key())
                        .filter(found -> found.stamp().equals(expected.stamp()))
                        .isPresent();
                // about the time of a network call; without it rivals rarely meet on a busy machine
                LockSupport.parkNanos(200_000);
                while (isAsExpected && !super.replace(find(expected.key()).orElseThrow(), next)) {
                    Thread.onSpinWait();
                }
                return isAsExpected;
            }
        });

        assertThat(outcomes.count(Kind.WINNERS)).isPositive();
    }

    @Test
    void play_storeThatLosesWrites_findsLosses() throws Exception {
        Outcomes outcomes = play(new Delegating() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                return chance() || super.replace(expected, next);
            }
        });

        assertThat(outcomes.count(Kind.LOST)).isPositive();
    }

    @Test
    void play_storeThatReportsNoEffectAfterAWrite_findsUntruths() throws Exception {
        Outcomes outcomes = play(new Delegating() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                boolean isDone = super.replace(expected, next);
                if (chance()) {
                    throw new TokenStoreException(TokenStoreException.Effect.NONE, true, "nothing was written");
                }
                return isDone;
            }
        });

        assertThat(outcomes.count(Kind.UNTRUE)).isPositive();
    }

    @Test
    void play_storeThatNeverAnswers_stallsAndEnds() throws Exception {
        Progress impatient = new Progress(Duration.ofMillis(100));
        Outcomes outcomes = Match.play(
                new Undisturbed(new Delegating() {
                    @Override
                    public Optional<StoredRecord> find(String key) {
                        throw new TokenStoreException(TokenStoreException.Effect.NONE, true, "down");
                    }
                }),
                new Budget(Duration.ZERO, STRIKES),
                impatient);

        assertThat(outcomes.count(Kind.STALLED)).isPositive();
    }

    private static boolean chance() {
        return ThreadLocalRandom.current().nextInt(20) == 0;
    }
}
