package dev.handoff.store.jdbc.check;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.SqlFailures.MalformedRowException;
import dev.handoff.store.jdbc.internal.TableIndexes;
import dev.handoff.store.jdbc.internal.TableShape;
import dev.handoff.store.jdbc.internal.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the table is built, and whether rows come back as they were written. Each step is committed by itself. */
final class TableChecks {

    /** So many of the host's rows are read at most. */
    private static final int MOST_ROWS = 1_000;

    private static final long QUARTER = Duration.ofMinutes(15).toMillis();
    /** Some databases tell whole seconds only. */
    private static final long TOLERATED = Duration.ofSeconds(2).toMillis();

    private final CheckRun run;
    private final HandoffTable table;
    private final Findings findings;

    TableChecks(CheckRun run) {
        this.run = run;
        this.table = run.table;
        this.findings = run.findings;
    }

    /** Whether the store's statements can do their work; what is only slow or not durable is no obstacle. */
    boolean isUsable(Connection connection) throws SQLException {
        if (!hasShape(connection)) {
            return false;
        }
        readRows(connection);
        lookAtDurability(connection);
        return keepsRecords(connection);
    }

    private boolean hasShape(Connection connection) {
        try {
            List<String> faults = Transactions.on(connection, it -> TableShape.faults(it, table.name()));
            if (!faults.isEmpty()) {
                findings.add(Code.TABLE_SHAPE, String.join(", ", faults));
            }
            if (!Transactions.on(connection, it -> TableIndexes.of(it, table.name()))
                    .leadsTo("ends_at")) {
                findings.add(Code.INDEX_MISSING, "as far as the driver tells");
            }
            return faults.isEmpty();
        } catch (SQLException failed) {
            findings.add(Code.TABLE_MISSING, failed);
            return false;
        }
    }

    /** Whether what is written, replaced and deleted is so afterwards, and nothing is that was rolled back. */
    private boolean keepsRecords(Connection connection) throws SQLException {
        rollsBack(connection);
        HandoffRecord fresh = run.newRecord();
        run.willWrite(fresh);
        HandoffRecord largest = largest(fresh);
        String key = fresh.sessionKey();
        return isDone("insert", connection, it -> table.insert(it, fresh), key, fresh)
                && tellsTime(connection, key)
                && isDone("update", connection, it -> table.replace(it, fresh, largest), key, largest)
                && isDone("delete", connection, it -> table.purge(it, List.of(key), run.afterAll()) == 1, key, null);
    }

    private boolean isDone(
            String what,
            Connection connection,
            Transactions.Work<Boolean> write,
            String key,
            @Nullable HandoffRecord expected)
            throws SQLException {
        if (!Transactions.on(connection, write)) {
            findings.add(Code.WRITE_SKIPPED, what);
            return false;
        }
        try {
            if (Transactions.on(connection, it -> table.find(it, key)).equals(Optional.ofNullable(expected))) {
                return true;
            }
        } catch (MalformedRowException changed) {
            // as below: the row is not even a record any more
        }
        findings.add(Code.VALUES_CHANGED, "after an " + what);
        return false;
    }

    private void rollsBack(Connection connection) throws SQLException {
        HandoffRecord record = run.newRecord();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            table.insert(connection, record);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
        if (Transactions.on(connection, it -> table.find(it, record.sessionKey()))
                .isPresent()) {
            run.willWrite(record);
            findings.add(Code.NOT_TRANSACTIONAL, "an insert");
        }
    }

    /** Looks at rows of the host's. */
    private void readRows(Connection connection) throws SQLException {
        int unreadable = Transactions.on(connection, it -> table.countUnreadable(it, MOST_ROWS));
        if (unreadable > 0) {
            findings.add(Code.ROW_UNREADABLE, unreadable + " of the first " + MOST_ROWS);
        }
    }

    /** Whether what is committed survives a crash, where the database can be asked: PostgreSQL. */
    private void lookAtDurability(Connection connection) throws SQLException {
        if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            return;
        }
        String sql = "SELECT CASE WHEN relpersistence = 'u' THEN 'the table is unlogged'"
                + " WHEN current_setting('synchronous_commit') = 'off' THEN 'synchronous_commit is off' END"
                + " FROM pg_class WHERE oid = CAST('" + table.name() + "' AS regclass)";
        String fault = Transactions.on(connection, it -> queryText(it, sql));
        if (!fault.isEmpty()) {
            findings.add(Code.NOT_DURABLE, fault);
        }
    }

    private static String queryText(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getString(1) != null ? row.getString(1) : "";
        }
    }

    /**
     * Looks at the database's clock, which tells a time in a zone of its own; zones differ by whole quarters of an
     * hour, so that only what goes beyond those is known. True, for a wrong clock is no obstacle.
     */
    private boolean tellsTime(Connection connection, String key) {
        long asked = run.clock.millis();
        try {
            LocalDateTime told = Transactions.on(connection, it -> table.databaseTime(it, key));
            long waited = run.clock.millis() - asked;
            long apart = told.toInstant(ZoneOffset.UTC).toEpochMilli() - asked - waited / 2;
            long ahead = Math.floorMod(apart + QUARTER / 2, QUARTER) - QUARTER / 2;
            if (Math.abs(ahead) > TOLERATED + waited) {
                findings.add(Code.CLOCK_SKEW, String.format(Locale.ROOT, "%.1f s ahead of the host's", ahead / 1e3));
            }
        } catch (SQLException failed) {
            findings.add(Code.SKIPPED, "the database does not tell its time, " + SqlFailures.codeOf(failed));
        }
        return true;
    }

    /** The successor of a record with every part at its longest and largest. */
    private static HandoffRecord largest(HandoffRecord record) {
        String code = "_.".repeat(Limits.TEXT_LENGTH / 2);
        String hash = "~!".repeat(Limits.TEXT_LENGTH / 2);
        OutcomeReport report = new OutcomeReport(Outcome.failedRetryably(code), Limits.LATEST);
        return new HandoffRecord(
                record.stamp().next(),
                new SessionTerms(Limits.MAX_KEY_ID, record.terms().endsAt()),
                new Progress(RecordState.IN_PROGRESS, Integer.MAX_VALUE, Limits.LATEST),
                new MintedAttempt(Limits.MAX_ATTEMPT, Limits.LATEST, Limits.LATEST),
                new Claim(Limits.MAX_ATTEMPT, hash, Limits.LATEST, Long.MAX_VALUE, true, Limits.MAX_ATTEMPT, report));
    }
}
