package dev.handoff.internal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.internal.update.Decision.Refuse;
import dev.handoff.internal.update.Decision.Write;
import dev.handoff.internal.update.OptimisticUpdate.Settled;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptimisticUpdateTest {

    private static final String KEY = "0".repeat(64);
    private static final HandoffRecord FIRST = record(KEY, 1);
    private static final HandoffRecord SECOND = record(KEY, 2);

    @Test
    void settle_neverFirst_givesUpAfterAllRoundsWithNothingWritten() {
        FixedStore store = new FixedStore(Optional.of(FIRST), false);

        assertThatThrownBy(() -> new OptimisticUpdate(store).settle(KEY, read -> new Write<>(SECOND), next -> "yes"))
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        thrown -> assertThat(thrown.effect()).isEqualTo(TokenStoreException.Effect.NONE));
        assertThat(store.writes).isEqualTo(OptimisticUpdate.MAX_ROUNDS);
    }

    @Test
    void settle_anotherSessionsRecord_isAnErrorAndNeverAnAnswer() {
        FixedStore store = new FixedStore(Optional.of(record("1".repeat(64), 1)), true);

        assertThatThrownBy(() -> new OptimisticUpdate(store).settle(KEY, read -> new Write<>(SECOND), next -> "yes"))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("another session");
        assertThat(store.writes).isZero();
    }

    @Test
    void settle_answerThatFails_writesNothing() {
        FixedStore store = new FixedStore(Optional.of(FIRST), true);

        assertThatThrownBy(() -> new OptimisticUpdate(store).settle(KEY, read -> new Write<>(SECOND), next -> {
                    throw new IllegalStateException("no answer");
                }))
                .hasMessage("no answer");
        assertThat(store.writes).isZero();
    }

    @Test
    void settleAssuming_refusalOnTheAssumption_isNotAnsweredButReadFirst() {
        FixedStore store = new FixedStore(Optional.of(SECOND), true);
        Settled<String, String> settled = new OptimisticUpdate(store)
                .settleAssuming(
                        FIRST, KEY, read -> new Refuse<>(read.stamp().version() == 1 ? "assumed" : "read"), next -> "");

        assertThat(settled.decision()).isEqualTo(new Refuse<>("read"));
    }

    private static HandoffRecord record(String key, long version) {
        return new HandoffRecord(
                new Stamp(key, "0".repeat(32), version),
                new SessionTerms(0, Instant.EPOCH),
                RecordState.CREATED,
                null,
                null,
                Tally.NONE);
    }

    /** Always finds the same, and always answers writes the same. */
    private static final class FixedStore implements TokenStore {

        private final Optional<HandoffRecord> found;
        private final boolean written;
        private int writes;

        FixedStore(Optional<HandoffRecord> found, boolean written) {
            this.found = found;
            this.written = written;
        }

        @Override
        public boolean insert(HandoffRecord record) {
            writes++;
            return written;
        }

        @Override
        public Optional<HandoffRecord> find(String sessionKey) {
            return found;
        }

        @Override
        public boolean replace(HandoffRecord expected, HandoffRecord next) {
            writes++;
            return written;
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return 0;
        }
    }
}
