package dev.handoff.store.jdbc;

import static dev.handoff.store.jdbc.TokenStoreCheck.Severity.ERROR;
import static dev.handoff.store.jdbc.TokenStoreCheck.Severity.NOTE;
import static dev.handoff.store.jdbc.TokenStoreCheck.Severity.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a {@code JdbcTokenStore} works correctly with the host's own {@code DataSource} and table, and reports
 * what would fail in production. Run it from a maintenance command or a test of the deployment, outside any
 * transaction, with the same {@code DataSource} that the store uses:
 *
 * <pre>{@code
 * TokenStoreCheck.Report report = TokenStoreCheck.of(store)
 *         .rivals(executor, 8)
 *         .run(Duration.ofMinutes(1));
 * System.out.println(report);
 * }</pre>
 *
 * <p>The check writes a few rows under random keys and deletes them at its end, also after a failure. If the process is
 * killed meanwhile, the host's purge deletes them: their sessions end one hour after the check started. It changes no
 * other row, runs no DDL and starts no thread. The report quotes no message of a driver, which may contain addresses.
 *
 * <p>A healthy report proves only what was checked; it does not replace monitoring.
 *
 * <p>Immutable and thread-safe: {@link #rivals} returns another check.
 */
public final class TokenStoreCheck {

    private final JdbcTokenStore store;
    private final @Nullable Executor executor;
    private final int rivals;

    private TokenStoreCheck(JdbcTokenStore store, @Nullable Executor executor, int rivals) {
        this.store = Objects.requireNonNull(store, "store");
        this.executor = executor;
        this.rivals = rivals;
    }

    /** Returns a check of this store's table and connections, without a race. */
    public static TokenStoreCheck of(JdbcTokenStore store) {
        return new TokenStoreCheck(store, null, 0);
    }

    /**
     * Returns this check with a race: in each round, all rivals replace one record at the same moment.
     *
     * @param executor must run as many tasks at the same time as there are rivals; is not shut down
     * @param count the number of rivals, 2 or more
     * @throws IllegalArgumentException if the number is less than 2
     */
    public TokenStoreCheck rivals(Executor executor, int count) {
        Objects.requireNonNull(executor, "executor");
        if (count < 2) {
            throw new IllegalArgumentException("a race needs at least 2 rivals, not " + count);
        }
        return new TokenStoreCheck(store, executor, count);
    }

    /**
     * Runs all checks. The checks of connections, table, values and reads are quick.
     *
     * <p>If the pool can't give four connections at the same time, this method waits until the pool gives up (30
     * seconds with HikariCP's defaults).
     *
     * @param atMost how long the rivals race; at least one round is run
     * @throws InterruptedException if the calling thread is interrupted while rivals race; the check's rows are still
     *     deleted
     */
    public Report run(Duration atMost) throws InterruptedException {
        return new CheckRun(store).report(executor, rivals, atMost);
    }

    /** How serious a finding is. */
    public enum Severity {
        /** Two phones may get one session, or calls will fail. */
        ERROR,
        /** It will cause trouble under load or over time. */
        WARNING,
        /** Information only. */
        NOTE
    }

    /** The possible findings, each with advice. The names are stable; later versions may add more. */
    public enum Code {
        UNREACHABLE(ERROR, "the DataSource gave no connection: check that the database runs, its address and the user"),
        JOINED(
                ERROR,
                "the connections may belong to transactions of the host: give the store a DataSource outside of"
                        + " transactions; if this DataSource is never part of one, call"
                        + " JdbcTokenStore.withOwnConnections()"),
        READ_UNCOMMITTED(ERROR, "uncommitted data is read: set the isolation level READ COMMITTED or above"),
        READ_ONLY(ERROR, "writes are refused: connect to the primary, and give the user the right to write"),
        POOLER(
                ERROR,
                "prepared statements are lost between calls, because the connections lead through a pooler in"
                        + " transaction mode, such as PgBouncer: give the PostgreSQL driver prepareThreshold=0"),
        TIMEOUT(ERROR, "a statement took longer than is allowed: find the lock that it waits for, or allow more time"),
        CALL_FAILED(
                ERROR, "an ordinary statement failed: check the user's rights, your own columns and the database log"),
        TABLE_MISSING(
                ERROR, "the table can't be read: create it with JdbcSchema, or correct its name or the user's rights"),
        TABLE_SHAPE(ERROR, "the table does not fit the store: compare it with JdbcSchema.script"),
        NOT_TRANSACTIONAL(ERROR, "a rollback did not undo a write: give the table an engine with transactions"),
        NOT_DURABLE(ERROR, "a crash of the database may lose commits, and then a used code works again"),
        WRITE_SKIPPED(ERROR, "a write without any conflict changed nothing: look for triggers, rules and proxies"),
        VALUES_CHANGED(ERROR, "a read returned other values than were written: look for triggers"),
        STALE_READS(ERROR, "reads miss committed writes: read from the primary, or let reads wait (wsrep_sync_wait=1)"),
        LATE_UPDATE(
                ERROR,
                "an update of an outdated record was written or reported as written, so two phones would get one"
                        + " session: look for triggers, and for proxies that change statements or row counts"),
        SEVERAL_WINNERS(
                ERROR, "two phones would get one session: look for proxies that change statements or row counts"),
        NO_WINNER(ERROR, "all rivals lost: look for proxies that change statements or row counts"),
        CONFLICTS_FAIL(WARNING, "rivals fail instead of losing: allow more connections, and longer waits for locks"),
        INDEX_MISSING(WARNING, "every purge reads the whole table: create the index of JdbcSchema.script"),
        POOL_SMALL(WARNING, "the pool can't give four connections at the same time: allow more"),
        LEFTOVERS(WARNING, "rows of this check could not be deleted: a purge deletes them after one hour"),
        MEASURED(NOTE, "measured"),
        SKIPPED(NOTE, "not checked");

        private final Severity severity;
        private final String advice;

        Code(Severity severity, String advice) {
            this.severity = severity;
            this.advice = advice;
        }

        /** Returns how serious this finding is. */
        public Severity severity() {
            return severity;
        }
    }

    /**
     * One result of the check.
     *
     * @param code the kind of finding; stable, for use by programs
     * @param detail numbers, names and SQLStates; may change
     */
    public record Finding(Code code, String detail) {

        /** Returns severity, code, advice and detail. */
        @Override
        public String toString() {
            return code.severity + " " + code + ": " + code.advice + " (" + detail + ")";
        }
    }

    /**
     * All findings and measurements.
     *
     * @param table the table that was checked
     * @param findings the most serious first
     */
    public record Report(String table, List<Finding> findings) {

        public Report {
            findings = List.copyOf(findings);
        }

        /** Returns whether there are only notes. */
        public boolean isHealthy() {
            return findings.stream().allMatch(finding -> finding.code().severity() == NOTE);
        }

        /** Returns one line with the result, and one line for each finding. */
        @Override
        public String toString() {
            return table
                    + (isHealthy() ? ": healthy" : ": not healthy")
                    + findings.stream().map(finding -> "\n" + finding).collect(Collectors.joining());
        }
    }
}
