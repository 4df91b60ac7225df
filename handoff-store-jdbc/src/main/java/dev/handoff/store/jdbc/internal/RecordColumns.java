package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.store.jdbc.internal.Column.Part;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which column holds which part of a record. Values are bound and read in the order of the columns. */
public final class RecordColumns {

    /** Columns that no replacement changes. */
    static final List<Column> FIXED = List.of(
            Column.text("session_key", Limits.SESSION_KEY_LENGTH),
            Column.text("generation", Limits.GENERATION_LENGTH),
            Column.number("ends_at", Long.SIZE));

    static final List<Column> CHANGING = List.of(
            Column.number("version", Long.SIZE),
            Column.number("key_id", Integer.SIZE),
            Column.text("state", 16),
            Column.number("failures", Integer.SIZE),
            Column.number("completed_at", Long.SIZE).of(Part.COMPLETION),
            Column.number("attempt_no", Integer.SIZE).of(Part.LATEST),
            Column.number("issued_at", Long.SIZE).of(Part.LATEST),
            Column.number("expires_at", Long.SIZE).of(Part.LATEST),
            Column.number("claimed_no", Integer.SIZE).of(Part.CLAIM),
            Column.text("device_hash", Limits.TEXT_LENGTH).of(Part.CLAIM),
            Column.number("claimed_at", Long.SIZE).of(Part.CLAIM),
            Column.number("connection_no", Long.SIZE).of(Part.CLAIM),
            Column.number("approved", Short.SIZE).of(Part.CLAIM),
            Column.number("spent_through", Integer.SIZE).of(Part.CLAIM),
            Column.text("outcome", 16).of(Part.REPORT),
            Column.number("reported_at", Long.SIZE).of(Part.REPORT),
            Column.text("failure_code", Limits.TEXT_LENGTH).of(Part.REPORT));

    static final List<Column> ALL =
            Stream.concat(FIXED.stream(), CHANGING.stream()).toList();

    /** How many shapes a record can have, by the parts that it has. */
    static final int SHAPES = 16;

    private RecordColumns() {}

    /** Which parts a record has: from 0 to below {@link #SHAPES}. */
    static int shapeOf(HandoffRecord record) {
        Claim claim = record.claim();
        return (record.progress().completedAt() == null ? 0 : Part.COMPLETION.bit())
                | (record.latest() == null ? 0 : Part.LATEST.bit())
                | (claim == null ? 0 : Part.CLAIM.bit())
                | (claim == null || claim.report() == null ? 0 : Part.REPORT.bit());
    }

    /** Binds all columns from the first parameter on; answers the number of the next one. */
    static int bindAll(PreparedStatement statement, HandoffRecord record) throws SQLException {
        statement.setString(1, record.sessionKey());
        statement.setString(2, record.stamp().generation());
        statement.setLong(3, record.terms().endsAt().toEpochMilli());
        return bindChanging(statement, 4, record);
    }

    /** Binds the changing columns of the record's shape from a parameter on; answers the number of the next one. */
    static int bindChanging(PreparedStatement statement, int first, HandoffRecord record) throws SQLException {
        Parameters to = new Parameters(statement, first);
        to.number(record.stamp().version());
        to.number(record.terms().keyId());
        to.text(record.state().name());
        to.number(record.progress().failures());
        Instant completedAt = record.progress().completedAt();
        if (completedAt != null) {
            to.instant(completedAt);
        }
        MintedAttempt latest = record.latest();
        if (latest != null) {
            to.number(latest.number());
            to.instant(latest.issuedAt());
            to.instant(latest.expiresAt());
        }
        Claim claim = record.claim();
        if (claim != null) {
            to.number(claim.attempt());
            to.text(claim.deviceHash());
            to.instant(claim.claimedAt());
            to.number(claim.connection());
            to.number(claim.approved() ? 1 : 0);
            to.number(claim.spentThrough());
        }
        OutcomeReport report = claim == null ? null : claim.report();
        if (report != null) {
            to.text(report.outcome().kind().name());
            to.instant(report.reportedAt());
            to.text(report.outcome().failureCode());
        }
        return to.next;
    }

    /**
     * The record in the current row, of which all columns were selected.
     *
     * @throws IllegalArgumentException if the row holds none, because somebody else wrote it
     */
    static HandoffRecord read(ResultSet resultSet) throws SQLException {
        Row row = new Row(resultSet);
        String sessionKey = row.text();
        String generation = row.text();
        Instant endsAt = row.instant();
        long version = row.number();
        int keyId = row.integer();
        String state = row.text();
        int failures = row.integer();
        if (!row.has(7)) {
            throw new IllegalArgumentException("all of the columns that must be filled are empty");
        }
        Instant completedAt = row.instant();
        Progress progress =
                new Progress(constant(RecordState.class, "state", state), failures, row.has(1) ? completedAt : null);
        return new HandoffRecord(
                new Stamp(sessionKey, generation, version),
                new SessionTerms(keyId, endsAt),
                progress,
                latest(row),
                claim(row));
    }

    private static @Nullable MintedAttempt latest(Row row) throws SQLException {
        int number = row.integer();
        Instant issuedAt = row.instant();
        Instant expiresAt = row.instant();
        return row.has(3) ? new MintedAttempt(number, issuedAt, expiresAt) : null;
    }

    private static @Nullable Claim claim(Row row) throws SQLException {
        int attempt = row.integer();
        String deviceHash = row.text();
        Instant claimedAt = row.instant();
        long connection = row.number();
        boolean approved = row.number() != 0;
        int spentThrough = row.integer();
        boolean isClaimed = row.has(6);
        OutcomeReport report = report(row);
        if (!isClaimed && report != null) {
            throw new IllegalArgumentException("an outcome is there and no claim");
        }
        return isClaimed ? new Claim(attempt, deviceHash, claimedAt, connection, approved, spentThrough, report) : null;
    }

    private static @Nullable OutcomeReport report(Row row) throws SQLException {
        String kind = row.text();
        Instant reportedAt = row.instant();
        boolean isReported = row.has(2);
        String failureCode = row.text();
        return isReported
                ? new OutcomeReport(new Outcome(constant(Outcome.Kind.class, "outcome", kind), failureCode), reportedAt)
                : null;
    }

    /** The message does not repeat the text, which may have come from another column. */
    private static <E extends Enum<E>> E constant(Class<E> type, String column, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(column + " is none that is known", unknown.getCause());
        }
    }

    /** Binds one value after the other. */
    private static final class Parameters {

        private final PreparedStatement statement;
        private int next;

        Parameters(PreparedStatement statement, int first) {
            this.statement = statement;
            this.next = first;
        }

        void text(@Nullable String value) throws SQLException {
            statement.setString(next++, value);
        }

        void number(long value) throws SQLException {
            statement.setLong(next++, value);
        }

        void instant(Instant value) throws SQLException {
            number(value.toEpochMilli());
        }
    }

    /** Reads one value after the other, and remembers which were null. */
    private static final class Row {

        private final ResultSet row;
        private int column;
        private long nulls;

        Row(ResultSet row) {
            this.row = row;
        }

        String text() throws SQLException {
            String value = row.getString(++column);
            noteNull(value == null);
            return value;
        }

        long number() throws SQLException {
            long value = row.getLong(++column);
            noteNull(value == 0 && row.wasNull());
            return value;
        }

        int integer() throws SQLException {
            long value = number();
            if (value != (int) value) {
                throw new IllegalArgumentException(ALL.get(column - 1).name() + " is out of range");
            }
            return (int) value;
        }

        Instant instant() throws SQLException {
            return Instant.ofEpochMilli(number());
        }

        private void noteNull(boolean isNull) {
            nulls |= isNull ? 1L << column : 0;
        }

        /**
         * Whether the part that the last columns hold is there. It is there as a whole or not at all: half of one must
         * not read as none, which would unbind a phone.
         */
        boolean has(int columns) {
            int absent = Long.bitCount(nulls >> (column - columns + 1));
            if (absent != 0 && absent != columns) {
                List<String> part = ALL.subList(column - columns, column).stream()
                        .map(Column::name)
                        .toList();
                throw new IllegalArgumentException("some of " + String.join(", ", part) + " are missing");
            }
            return absent == 0;
        }
    }
}
