package dev.handoff.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Counts the entries that a purge reads. A time would depend on the machine. */
class PurgeCostTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LIVE = 10_000;
    private static final int ENDED = 100;

    private final CountingRecords records = new CountingRecords();
    private final CountingEnds ends = new CountingEnds();
    private final MemoryTokenStore store = new MemoryTokenStore(records, ends);

    @Test
    void purge_fewAmongMany_readsOnlyWhatItDeletes() {
        fill();
        assertThat(store.purge(NOON, ENDED / 10)).isEqualTo(ENDED / 10);
        assertThat(ends.additions).as("ends that were sorted: each one once").isEqualTo(LIVE + ENDED);
        for (int batch = 1; batch < 10; batch++) {
            assertThat(store.purge(NOON, ENDED / 10)).isEqualTo(ENDED / 10);
        }
        assertThat(store.purge(NOON, ENDED)).isZero();

        assertThat(ends.additions)
                .as("ends that were sorted after more purges: no more")
                .isEqualTo(LIVE + ENDED);
        assertThat(ends.looks)
                .as("ends that were read: each deleted one, and one more for each batch")
                .isLessThanOrEqualTo(ENDED + 11);
        assertThat(records.deletions).as("deleted records").isEqualTo(ENDED);
    }

    @Test
    void purge_everything_leavesNoRecordAndNoEnd() {
        fill();
        assertThat(store.purge(NOON.plusSeconds(1), Integer.MAX_VALUE)).isEqualTo(LIVE + ENDED);

        assertThat(records).isEmpty();
        assertThat(ends).isEmpty();
    }

    private void fill() {
        for (int i = 0; i < LIVE; i++) {
            store.insert(endingAt(i, NOON));
        }
        for (int i = 0; i < ENDED; i++) {
            store.insert(endingAt(LIVE + i, NOON.minusMillis(1 + i)));
        }
    }

    private static StoredRecord endingAt(int number, Instant end) {
        return new StoredRecord(String.format("%064x", number), String.format("%032x", number), end, "of a session");
    }

    /** Counts deletions. */
    private static final class CountingRecords extends ConcurrentHashMap<String, StoredRecord> {

        private static final long serialVersionUID = 1L;

        private int deletions;

        @Override
        public StoredRecord remove(Object key) {
            deletions++;
            return super.remove(key);
        }
    }

    private static final class CountingEnds extends PriorityQueue<SessionEnd> {

        private static final long serialVersionUID = 1L;

        private int additions;
        private int looks;

        @Override
        public boolean add(SessionEnd end) {
            additions++;
            return super.add(end);
        }

        @Override
        public SessionEnd peek() {
            looks++;
            return super.peek();
        }
    }
}
