package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.handoff.HandoffPolicy;
import dev.handoff.spi.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long real nodes keep records. */
@Tag("cluster")
class ExpiryTest {

    private static final Duration RETENTION = HandoffPolicy.defaults().retention();
    private static final Duration CLOCKS_APART = Duration.ofHours(1);
    private static final Duration FIVE_YEARS = Duration.ofDays(5 * 365);
    private static final Duration SHORT = Duration.ofSeconds(4);

    private static CqlSession session;

    private final Instant now = Instant.now();

    @BeforeAll
    static void connect() {
        session = TestCluster.session();
    }

    @AfterAll
    static void disconnect() {
        if (session != null) {
            session.close();
        }
    }

    @Test
    void record_withEndAndRetention_livesOneHourLonger() {
        StoredRecord record = Records.endingAt(now.plus(Duration.ofMinutes(10)));
        Duration left = Duration.ofMinutes(10).plus(RETENTION).plus(CLOCKS_APART);

        store(now).insert(record);
        assertTimeToLive(record, left);
        store(now.plusSeconds(300)).replace(record, Records.after(record));
        assertTimeToLive(record, left.minusSeconds(300));
    }

    @Test
    void record_expired_isNotFoundAndCanBeInsertedAgain() {
        StoredRecord record = recordWithLittleLeft(now);

        assertThat(store(now).insert(record)).isTrue();
        assertThat(store(now).find(record.key())).contains(record);
        awaitForgotten(record);
        assertThat(store(now).insert(record))
                .as("insert after the record expired")
                .isTrue();
    }

    @Test
    void replacement_byALaterClock_expiresAsAWhole() {
        StoredRecord record = recordWithLittleLeft(now);
        StoredRecord next = Records.after(record);

        // the first host's clock is behind by ten minutes, so its record would live ten minutes longer
        assertThat(store(now.minus(Duration.ofMinutes(10))).insert(record)).isTrue();
        assertThat(store(now).replace(record, next)).isTrue();
        assertThat(store(now).find(record.key())).contains(next);
        awaitForgotten(record);
        assertThat(rows(record)).as("the row after its expiry").isNull();
        assertThat(store(now).insert(Records.after(record))).isTrue();
    }

    @Test
    void replacement_byAnEarlierClock_livesAsLongAsItsWriterComputed() {
        StoredRecord record = recordWithLittleLeft(now);
        StoredRecord next = Records.after(record);

        assertThat(store(now).insert(record)).isTrue();
        assertThat(store(now.minus(Duration.ofMinutes(10))).replace(record, next))
                .isTrue();
        assertTimeToLive(record, SHORT.plusMinutes(10));
    }

    @Test
    void record_endedLongAgo_isWrittenAndExpiresSoon() {
        StoredRecord record = Records.endingAt(Instant.EPOCH);

        assertThat(store(now).insert(record)).isTrue();
        awaitForgotten(record);
    }

    @Test
    void record_endsInMoreThanFiveYearsInTableWithTimeToLive_isKeptForEver() {
        String table = "handoff.short_lived";
        TestCluster.define(session, CassandraSchema.script(table));
        TestCluster.define(session, "ALTER TABLE " + table + " WITH default_time_to_live = 1");
        Instant latest = now.plus(FIVE_YEARS).minus(RETENTION).minus(CLOCKS_APART);
        StoredRecord inFiveYears = Records.endingAt(latest.minusSeconds(1));
        StoredRecord later = Records.endingAt(latest.plusSeconds(1));
        CassandraTokenStore store = CassandraTokenStore.builder(session, RETENTION)
                .table(table)
                .clock(() -> now)
                .build();

        store.insert(inFiveYears);
        store.insert(later);
        assertTimeToLive(table, inFiveYears, FIVE_YEARS);
        assertThat(timeToLive(table, later)).isNull();
    }

    private static StoredRecord recordWithLittleLeft(Instant now) {
        return Records.endingAt(now.plus(SHORT).minus(RETENTION).minus(CLOCKS_APART));
    }

    private static CassandraTokenStore store(Instant now) {
        return TestCluster.store(session, () -> now);
    }

    private void awaitForgotten(StoredRecord record) {
        TestCluster.await(() -> store(now).find(record.key()).isEmpty());
    }

    private static void assertTimeToLive(StoredRecord record, Duration expected) {
        assertTimeToLive(TestCluster.TABLE, record, expected);
    }

    private static void assertTimeToLive(String table, StoredRecord record, Duration expected) {
        assertThat(timeToLive(table, record))
                .isBetween((int) expected.minusMinutes(2).toSeconds(), (int) expected.toSeconds() + 1);
    }

    private static Integer timeToLive(String table, StoredRecord record) {
        Row row = session.execute(SimpleStatement.newInstance(
                        "SELECT TTL(stamp), TTL(ends_at), TTL(body) FROM " + table + " WHERE session_key = ?",
                        record.key()))
                .one();
        assertThat(row).isNotNull();
        assertThat(row.getObject(0)).isEqualTo(row.getObject(1)).isEqualTo(row.getObject(2));
        return row.get(0, Integer.class);
    }

    private static Row rows(StoredRecord record) {
        return session.execute(SimpleStatement.newInstance(
                        "SELECT * FROM " + TestCluster.TABLE + " WHERE session_key = ?", record.key()))
                .one();
    }
}
