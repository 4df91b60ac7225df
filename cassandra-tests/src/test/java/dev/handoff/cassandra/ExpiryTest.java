package dev.handoff.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.handoff.spi.StoredRecord;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long Cassandra keeps a record. */
class ExpiryTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration RETENTION = Duration.ofHours(2);

    private final SettableClock clock = new SettableClock(NOON);
    private final CassandraTokenStore store = CassandraTokenStore.builder(Clusters.session(0))
            .retention(RETENTION)
            .clock(clock)
            .build();

    @Test
    void insert_endsInAnHour_livesForThatAndTheRetention() {
        StoredRecord record = insert(NOON.plus(Duration.ofHours(1)));

        assertSecondsLeft(record, Duration.ofHours(3));
    }

    @Test
    void replace_later_everyColumnLivesAsLongAsBefore() {
        StoredRecord record = insert(NOON.plus(Duration.ofHours(1)));
        clock.advance(Duration.ofMinutes(30));
        StoredRecord next = new StoredRecord(record.key(), "2".repeat(32), record.endsAt(), "next");
        assertThat(store.replace(record, next)).isTrue();

        assertSecondsLeft(record, Duration.ofMinutes(150));
    }

    @Test
    void write_byAClockThatIsAhead_livesForTheRetentionAllTheSame() {
        StoredRecord record = insert(NOON.plus(Duration.ofHours(1)));
        clock.advance(Duration.ofDays(2));
        StoredRecord next = new StoredRecord(record.key(), "2".repeat(32), record.endsAt(), "next");
        assertThat(store.replace(record, next)).isTrue();

        assertSecondsLeft(record, RETENTION);
    }

    @Test
    void insert_endBeyondTwentyYears_neverExpires() {
        StoredRecord record = insert(StoredRecord.LATEST_END);

        assertThat(timesToLive(record).isNull("ttl_stamp")).isTrue();
    }

    @Test
    void recordThatExpired_isGoneWhole_andTheKeyIsFree() {
        StoredRecord record = insert(NOON.plus(Duration.ofHours(1)));
        StoredRecord next = new StoredRecord(record.key(), "2".repeat(32), record.endsAt(), "next");
        assertThat(store.replace(record, next)).isTrue();
        // as the store wrote it, with a time to live for which a test can wait
        Clusters.session(0)
                .execute(
                        "UPDATE handoff_session USING TTL 1 SET stamp = ?, ends_at = ?, body = ? WHERE session_key = ?"
                                + " IF stamp = ?",
                        "3".repeat(32),
                        0L,
                        "last",
                        record.key(),
                        next.stamp());
        while (store.find(record.key()).isPresent()) {
            Thread.onSpinWait();
        }

        assertThat(Clusters.store(1).find(record.key())).isEmpty();
        assertThat(Clusters.store(1).insert(record)).isTrue();
        assertThat(Clusters.store(2).find(record.key())).contains(record);
    }

    private StoredRecord insert(Instant end) {
        String key = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        StoredRecord record = new StoredRecord(key, "1".repeat(32), end, "opened");
        assertThat(store.insert(record)).isTrue();
        return record;
    }

    private static void assertSecondsLeft(StoredRecord record, Duration expected) {
        Row left = timesToLive(record);
        for (String column : new String[] {"ttl_stamp", "ttl_end", "ttl_body"}) {
            assertThat(left.getInt(column))
                    .as(column)
                    .isBetween((int) expected.toSeconds() - 60, (int) expected.toSeconds() + 1);
        }
    }

    private static Row timesToLive(StoredRecord record) {
        return Clusters.session(0)
                .execute(
                        "SELECT TTL(stamp) AS ttl_stamp, TTL(ends_at) AS ttl_end, TTL(body) AS ttl_body"
                                + " FROM handoff_session WHERE session_key = ?",
                        record.key())
                .one();
    }
}
