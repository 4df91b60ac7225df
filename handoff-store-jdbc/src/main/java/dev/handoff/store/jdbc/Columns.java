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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, Object> values = values(record);
        int parameter = 1;
        for (String column : TEXTS) {
            statement.setString(parameter++, (String) values.get(column));
        }
        for (String column : NUMBERS) {
            Number value = (Number) values.get(column);
            if (value == null) {
                statement.setNull(parameter++, Types.BIGINT);
            } else {
                statement.setLong(parameter++, value.longValue());
            }
        }
        return parameter;
    }

    /** What stands in which column; columns that are null are left out. */
    static Map<String, Object> values(HandoffRecord record) {
        Map<String, Object> values = new HashMap<>();
        values.put("session_key", record.sessionKey());
        values.put("generation", record.stamp().generation());
        values.put("version", record.stamp().version());
        values.put("key_id", record.terms().keyId());
        values.put("ends_at", millis(record.terms().endsAt()));
        values.put("state", record.state().name());
        values.put("failures", record.tally().failures());
        MintedAttempt latest = record.latest();
        if (latest != null) {
            values.put("attempt_no", latest.number());
            values.put("issued_at", millis(latest.issuedAt()));
            values.put("expires_at", millis(latest.expiresAt()));
        }
        Claim claim = record.claim();
        if (claim != null) {
            values.put("device_hash", claim.deviceHash());
            values.put("claimed_no", claim.attempt());
            values.put("connection_no", claim.connection());
            values.put("spent_through", claim.spentThrough());
        }
        Verdict verdict = record.tally().verdict();
        if (verdict != null) {
            values.put("verdict", verdict.kind().name());
            values.put("verdict_at", millis(verdict.recordedAt()));
            if (verdict.failureCode() != null) {
                values.put("failure_code", verdict.failureCode());
            }
        }
        Instant completedAt = record.tally().completedAt();
        if (completedAt != null) {
            values.put("completed_at", millis(completedAt));
        }
        return values;
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

    private static long millis(Instant instant) {
        return instant.toEpochMilli();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
