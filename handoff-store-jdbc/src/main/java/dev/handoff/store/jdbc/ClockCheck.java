package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * How far the database's clock is from the host's. The database tells its time in a zone of its own; zones differ by
 * whole quarters of an hour, so that only what goes beyond those is known.
 */
final class ClockCheck {

    private static final long QUARTER = Duration.ofMinutes(15).toMillis();
    /** Some databases tell whole seconds only. */
    private static final long TOLERATED = Duration.ofSeconds(2).toMillis();

    private static final int ROUNDS = 3;

    private final Rows rows;
    private final ProbeRows probes;
    private final InstantSource clock;
    private final Findings findings;

    ClockCheck(Rows rows, ProbeRows probes, InstantSource clock, Findings findings) {
        this.rows = rows;
        this.probes = probes;
        this.clock = clock;
        this.findings = findings;
    }

    void compare(Connection connection) throws SQLException {
        HandoffRecord record = probes.fresh();
        Transactions.on(connection, it -> rows.insert(it, record));
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            try {
                least = nearer(least, ahead(connection, record.sessionKey()));
            } catch (SQLException failed) {
                findings.note(
                        Code.CLOCK_UNKNOWN, "The database does not tell its time (" + SqlStates.codeOf(failed) + ").");
                return;
            }
        }
        if (Math.abs(least) > TOLERATED) {
            findings.warning(
                    Code.CLOCK_SKEW,
                    String.format(
                            Locale.ROOT,
                            "The database's clock is %.1f s %s the host's (whole quarters of an hour apart from that are"
                                    + " not seen): let NTP set both, for tokens expire by the host's.",
                            Math.abs(least) / 1e3,
                            least > 0 ? "ahead of" : "behind"));
        }
    }

    /** In milliseconds; the answer was made at some moment between question and answer. */
    private long ahead(Connection connection, String key) throws SQLException {
        Instant asked = clock.instant();
        LocalDateTime told = Transactions.on(connection, it -> rows.databaseTime(it, key));
        Instant answered = clock.instant();
        long millis = told.toInstant(ZoneOffset.UTC).toEpochMilli();
        return nearer(withinQuarter(millis - asked.toEpochMilli()), withinQuarter(millis - answered.toEpochMilli()));
    }

    private static long withinQuarter(long millis) {
        long rest = Math.floorMod(millis, QUARTER);
        return rest > QUARTER / 2 ? rest - QUARTER : rest;
    }

    private static long nearer(long one, long other) {
        return Math.abs(one) <= Math.abs(other) ? one : other;
    }
}
