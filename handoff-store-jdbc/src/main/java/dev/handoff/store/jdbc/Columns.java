package dev.handoff.store.jdbc;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.spi.Verdict;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a record lies in a row. */
final class Columns {

    /** In the order in which values are bound. */
    static final List<String> TEXTS =
            List.of("session_key", "generation", "state", "device_hash", "verdict", "failure_code");

    static final List<String> NUMBERS = List.of(
            "version",
            "key_id",
            "ends_at",
            "attempt_no",
            "issued_at",
            "expires_at",
            "claimed_no",
            "connection_no",
            "spent_through",
            "failures",
            "verdict_at",
            "completed_at");

    static final List<String> ALL = concat(TEXTS, NUMBERS);

    private Columns() {}

    /** Binds all columns in order from the first parameter on; answers the number of the next one. */
    static int bind(PreparedStatement statement, HandoffRecord record) throws SQLException {
        MintedAttempt latest = record.latest();
        Claim claim = record.claim();
        Verdict verdict = record.tally().verdict();
        Binder binder = new Binder(statement);
        binder.text(record.sessionKey());
        binder.text(record.stamp().generation());
        binder.text(record.state().name());
        binder.text(claim == null ? null : claim.deviceHash());
        binder.text(verdict == null ? null : verdict.kind().name());
        binder.text(verdict == null ? null : verdict.failureCode());
        binder.number(record.stamp().version());
        binder.number((long) record.terms().keyId());
        binder.instant(record.terms().endsAt());
        binder.number(latest == null ? null : (long) latest.number());
        binder.instant(latest == null ? null : latest.issuedAt());
        binder.instant(latest == null ? null : latest.expiresAt());
        binder.number(claim == null ? null : (long) claim.attempt());
        binder.number(claim == null ? null : claim.connection());
        binder.number(claim == null ? null : (long) claim.spentThrough());
        binder.number((long) record.tally().failures());
        binder.instant(verdict == null ? null : verdict.recordedAt());
        binder.instant(record.tally().completedAt());
        return binder.next;
    }

    /** The record in the current row. */
    static HandoffRecord read(ResultSet row) throws SQLException {
        return new HandoffRecord(
                new Stamp(row.getString("session_key"), row.getString("generation"), row.getLong("version")),
                new SessionTerms(row.getInt("key_id"), Instant.ofEpochMilli(row.getLong("ends_at"))),
                RecordState.valueOf(row.getString("state")),
                latest(row),
                claim(row),
                new Tally(row.getInt("failures"), verdict(row), instant(row, "completed_at")));
    }

    /** What a row gives that was written by somebody else. */
    static TokenStoreException noRecord(IllegalArgumentException malformed) {
        return new TokenStoreException(Effect.NONE, "find: the row holds no valid record: " + malformed.getMessage());
    }

    private static @Nullable MintedAttempt latest(ResultSet row) throws SQLException {
        return isAbsent(row, "attempt_no", "issued_at", "expires_at")
                ? null
                : new MintedAttempt(
                        row.getInt("attempt_no"),
                        Instant.ofEpochMilli(row.getLong("issued_at")),
                        Instant.ofEpochMilli(row.getLong("expires_at")));
    }

    private static @Nullable Claim claim(ResultSet row) throws SQLException {
        return isAbsent(row, "claimed_no", "device_hash", "connection_no", "spent_through")
                ? null
                : new Claim(
                        row.getInt("claimed_no"),
                        row.getString("device_hash"),
                        row.getLong("connection_no"),
                        row.getInt("spent_through"));
    }

    private static @Nullable Verdict verdict(ResultSet row) throws SQLException {
        return isAbsent(row, "verdict", "verdict_at")
                ? null
                : new Verdict(
                        Verdict.Kind.valueOf(row.getString("verdict")),
                        row.getString("failure_code"),
                        Instant.ofEpochMilli(row.getLong("verdict_at")));
    }

    /** A part is there as a whole or not at all: half of one must not read as none, which would unbind a phone. */
    private static boolean isAbsent(ResultSet row, String... columns) throws SQLException {
        int absent = 0;
        for (String column : columns) {
            absent += row.getString(column) == null ? 1 : 0;
        }
        if (absent != 0 && absent != columns.length) {
            throw new IllegalArgumentException("some of " + String.join(", ", columns) + " are missing");
        }
        return absent != 0;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /** Binds one parameter after the other. */
    private static final class Binder {

        private final PreparedStatement statement;
        private int next = 1;

        Binder(PreparedStatement statement) {
            this.statement = statement;
        }

        void text(@Nullable String value) throws SQLException {
            statement.setString(next++, value);
        }

        void number(@Nullable Long value) throws SQLException {
            if (value == null) {
                statement.setNull(next++, Types.BIGINT);
            } else {
                statement.setLong(next++, value);
            }
        }

        void instant(@Nullable Instant value) throws SQLException {
            number(value == null ? null : value.toEpochMilli());
        }
    }
}
