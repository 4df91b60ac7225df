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
 * Looks whether a {@code JdbcTokenStore} will keep its promise over the host's own {@code DataSource} and table, and
 * reports what would hurt in production. Run it from a maintenance command or a test of the deployment, outside any
 * transaction, on the very {@code DataSource} that the store is given:
 *
 * <pre>{@code
 * TokenStoreCheck.Report report = TokenStoreCheck.of(store)
 *         .rivals(executor, 8)
 *         .run(Duration.ofMinutes(1));
 * System.out.println(report);
 * }</pre>
 *
 * <p>It writes a few rows of its own under random keys and deletes them again whatever happens. Should the process be
 * killed meanwhile, the host's purge deletes them: their sessions end an hour after they were written. It changes no
 * other row, runs no DDL, starts no thread, and repeats no text of a driver's exceptions, which may hold addresses.
 *
 * <p>A healthy report proves nothing about what was not tried; it is no substitute for monitoring.
 *
 * <p>Immutable and thread-safe: every method returns another check.
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

    /** A check of this store's table and connections, without races. */
    public static TokenStoreCheck of(JdbcTokenStore store) {
        return new TokenStoreCheck(store, null, 0);
    }

    /**
     * The same with rounds in which rivals replace one record at the same moment.
     *
     * @param executor runs as many tasks at once as there are rivals; is not shut down
     * @param count how many rivals, 2 or more
     * @throws IllegalArgumentException if there are fewer than 2
     */
    public TokenStoreCheck rivals(Executor executor, int count) {
        Objects.requireNonNull(executor, "executor");
        if (count < 2) {
            throw new IllegalArgumentException("a race takes at least 2 rivals");
        }
        return new TokenStoreCheck(store, executor, count);
    }

    /**
     * Runs all checks. Those of connections, table, values and reads are quick.
     *
     * <p>Where the pool is too small to give four connections at once, this waits as long as the pool does (30 seconds
     * with HikariCP's defaults).
     *
     * @param atMost so long rivals race, if there are any; for one round at least
     * @throws InterruptedException if the calling thread is interrupted while rivals race; the check's rows are deleted
     *     all the same
     */
    public Report run(Duration atMost) throws InterruptedException {
        return new CheckRun(store).report(executor, rivals, atMost);
    }

    /** How bad a finding is. */
    public enum Severity {
        /** The promise does not hold, or calls will fail. */
        ERROR,
        /** Will hurt some day. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }

    /** What can be found, each with what to do about it. Names stay; later versions may know more. */
    public enum Code {
        UNREACHABLE(
                ERROR, "no connection could be had: see that the database runs, and that address and user are right"),
        JOINED(
                ERROR,
                "the connections may belong to transactions of the host's: give the store a DataSource that joins none, or,"
                        + " where one never does, JdbcTokenStore.withOwnConnections()"),
        READ_UNCOMMITTED(ERROR, "what others roll back is read: set the isolation level READ COMMITTED or above"),
        READ_ONLY(ERROR, "writes are refused: let all connections lead to the primary, with the right to write"),
        POOLER(
                ERROR,
                "prepared statements are lost between calls: a pooler in transaction mode, such as PgBouncer, stands"
                        + " between; give the PostgreSQL driver prepareThreshold=0"),
        TIMEOUT(ERROR, "a statement took longer than is allowed: find what it waits for, or allow more time"),
        CALL_FAILED(
                ERROR, "an ordinary statement failed: see the user's rights, columns of your own, the database's log"),
        TABLE_MISSING(
                ERROR, "the table can't be read: make it with JdbcSchema, or correct its name or the user's rights"),
        TABLE_SHAPE(ERROR, "the table is of another shape: compare it with JdbcSchema.script"),
        NOT_TRANSACTIONAL(ERROR, "what was rolled back stays: give the table an engine with transactions"),
        NOT_DURABLE(ERROR, "a crash of the database may forget what was committed, and a used code works again"),
        WRITE_SKIPPED(ERROR, "a write with nobody in its way changed nothing: look for triggers, rules and proxies"),
        VALUES_CHANGED(ERROR, "what is read is not what was written: look for triggers"),
        STALE_READS(
                ERROR, "reads miss what was committed: lead them to the primary, or let them wait (wsrep_sync_wait=1)"),
        LATE_UPDATE(
                ERROR,
                "a replacement that came too late was told or written, and two phones would get one session:"
                        + " look for triggers and for what changes statements or row counts"),
        SEVERAL_WINNERS(ERROR, "two phones would get one session: look for what changes statements or row counts"),
        NO_WINNER(ERROR, "all rivals were told that they had lost: look for what changes statements or row counts"),
        CONFLICTS_FAIL(WARNING, "rivals fail instead of losing: allow the pool more connections and locks more time"),
        INDEX_MISSING(WARNING, "every purge reads the whole table: make the index of JdbcSchema.script"),
        POOL_SMALL(WARNING, "four connections can't be held at once: allow the pool more"),
        LEFTOVERS(WARNING, "rows of this check could not be deleted: a purge deletes them in an hour"),
        MEASURED(NOTE, "measured"),
        SKIPPED(NOTE, "not checked");

        private final Severity severity;
        private final String advice;

        Code(Severity severity, String advice) {
            this.severity = severity;
            this.advice = advice;
        }

        /** How bad it is. */
        public Severity severity() {
            return severity;
        }
    }

    /**
     * Something that was found.
     *
     * @param code what it is, for programs
     * @param detail figures, names and SQLStates, for people
     */
    public record Finding(Code code, String detail) {

        /** What it is and what to do. */
        @Override
        public String toString() {
            return code.severity + " " + code + ": " + code.advice + " (" + detail + ")";
        }
    }

    /**
     * All that was found and measured.
     *
     * @param table the table that was checked
     * @param findings the worst first
     */
    public record Report(String table, List<Finding> findings) {

        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether nothing worse than a note was found. */
        public boolean isHealthy() {
            return findings.stream().allMatch(finding -> finding.code().severity() == NOTE);
        }

        /** A line for the whole and one for each finding. */
        @Override
        public String toString() {
            return table
                    + (isHealthy() ? ": healthy" : ": not healthy")
                    + findings.stream().map(finding -> "\n" + finding).collect(Collectors.joining());
        }
    }
}
