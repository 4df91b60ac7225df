package dev.handoff.store.jdbc;

import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Races;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Rivals;
import dev.handoff.store.jdbc.TokenStoreCheck.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One run of a {@link TokenStoreCheck}: which check follows on which. */
final class CheckRun {

    private final DataSource dataSource;
    private final TableName table;
    private final @Nullable Rivals rivals;
    private final Deadline deadline;
    private final Findings findings = new Findings();
    private final Rows rows;
    private final ProbeRows probes;
    private final InstantSource clock;
    private List<Timing> timings = List.of();
    private @Nullable Races races;

    CheckRun(DataSource dataSource, TableName table, InstantSource clock, @Nullable Rivals rivals, Deadline deadline) {
        this.dataSource = dataSource;
        this.table = table;
        this.clock = clock;
        this.rivals = rivals;
        this.deadline = deadline;
        this.rows = new Rows(table);
        this.probes = new ProbeRows(clock);
    }

    Report report() throws InterruptedException {
        try {
            if (quickChecks()) {
                longChecks();
            }
        } finally {
            clean();
        }
        return new Report(table.toString(), findings.worstFirst(), timings, races, deadline.passed());
    }

    /** Whether there is a table over which more can be found. */
    private boolean quickChecks() {
        try (Connection first = connect()) {
            if (first == null) {
                return false;
            }
            ConnectionChecks connections = new ConnectionChecks(dataSource, findings);
            if (!connections.areOurOwn(first)) {
                findings.note(
                        Code.SKIPPED, "Nothing else was checked, for that might have committed the caller's work.");
                return false;
            }
            connections.level(first);
            boolean usable = new TableChecks(table, findings).hasShapeAndIndex(first)
                    && new RowChecks(rows, probes, findings).takesRecords(first);
            if (usable) {
                new ClockCheck(rows, probes, clock, findings).compare(first);
            } else {
                findings.note(Code.SKIPPED, "The rest was not checked: correct the error and run the check again.");
            }
            return usable;
        } catch (SQLException failed) {
            findings.error(
                    Code.CALL_FAILED,
                    "A connection failed with " + SqlStates.codeOf(failed) + ": look into the database's log.");
            return false;
        }
    }

    private @Nullable Connection connect() {
        try {
            Connection connection = dataSource.getConnection();
            try {
                // some connect when first used
                connection.getAutoCommit();
            } catch (SQLException failed) {
                connection.close();
                throw failed;
            }
            return connection;
        } catch (SQLException failed) {
            findings.error(
                    Code.UNREACHABLE,
                    "No connection could be had (" + SqlStates.codeOf(failed)
                            + "): see that the database runs, and that its address, user and password are right.");
            return null;
        }
    }

    private void longChecks() throws InterruptedException {
        new HeldConnections(dataSource, rows, probes, findings, deadline).check();
        JdbcTokenStore store = new JdbcTokenStore(dataSource, table.toString());
        if (deadline.isOver()) {
            findings.note(Code.SKIPPED, "Time was up before anything was measured: allow more.");
        } else {
            Deadline mine = rivals == null ? deadline : deadline.half();
            timings = new Timings(dataSource, store, rows, probes, findings, mine).measure();
        }
        if (rivals == null) {
            findings.note(Code.NOT_RACED, "No race was run: give rivals(executor, 8) to see who wins under load.");
        } else if (deadline.isOver()) {
            findings.note(Code.NOT_RACED, "No race was run, for time was up: allow more.");
        } else {
            races = new RivalRace(store, probes, rivals, findings, deadline).run();
        }
    }

    private void clean() {
        int left = probes.clean(dataSource, rows);
        if (left > 0) {
            findings.warning(
                    Code.LEFTOVERS,
                    left
                            + " rows of this check could not be deleted: grant DELETE on the table; a purge takes them when"
                            + " their sessions have ended, in an hour.");
        }
    }
}
