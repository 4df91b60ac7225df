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

/** Phones against a store that is right, and against stores that are wrong in one thing each. */
class MatchTest {

    private static final int STRIKES = 20;

    /** A store that passes everything on to a right one. */
    private static class Passing implements TokenStore {
        final TokenStore right = new MemoryTokenStore();

        @Override
        public boolean insert(StoredRecord record) {
            return right.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return right.find(key);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return right.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return right.purge(endedBefore, limit);
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
    void nothing_is_found_where_nothing_is_wrong() throws Exception {
        Outcomes outcomes = play(new Passing());

        assertThat(outcomes.shown()).isEmpty();
        assertThat(outcomes.handoffs).isGreaterThanOrEqualTo(20 * STRIKES);
    }

    @Test
    void a_store_that_looks_first_and_then_writes_lets_two_devices_in() throws Exception {
        Outcomes outcomes = play(new Passing() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                boolean isAsExpected = find(expected.key())
                        .filter(found -> found.stamp().equals(expected.stamp()))
                        .isPresent();
                // as long as a network takes: else rivals seldom meet on a busy machine
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
    void a_store_that_says_yes_and_forgets_is_found() throws Exception {
        Outcomes outcomes = play(new Passing() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                return chance() || super.replace(expected, next);
            }
        });

        assertThat(outcomes.count(Kind.LOST)).isPositive();
    }

    @Test
    void a_store_that_says_that_it_wrote_nothing_and_did_is_found() throws Exception {
        Outcomes outcomes = play(new Passing() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                boolean isDone = super.replace(expected, next);
                if (chance()) {
                    throw new TokenStoreException(TokenStoreException.Effect.NONE, true, "wrote nothing");
                }
                return isDone;
            }
        });

        assertThat(outcomes.count(Kind.UNTRUE)).isPositive();
    }

    @Test
    void a_store_that_never_answers_is_found_and_ends_the_match() throws Exception {
        Progress impatient = new Progress(Duration.ofMillis(100));
        Outcomes outcomes = Match.play(
                new Undisturbed(new Passing() {
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
