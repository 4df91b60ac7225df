package dev.handoff.store.jdbc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether {@link JdbcTokenStore} will keep its promise over the host's own {@code DataSource} and table, and
 * reports what would hurt in production. Run it from a maintenance command or a test of the deployment, outside any
 * transaction, on the very {@code DataSource} that the store is given:
 *
 * <pre>{@code
 * TokenStoreCheck.Report report = TokenStoreCheck.of(dataSource)
 *         .rivals(executor, 8)
 *         .run(Duration.ofMinutes(1));
 * System.out.println(report);
 * }</pre>
 *
 * <p>It writes a few rows of its own under random keys and deletes them again whatever happens. Should the process be
 * killed meanwhile, the host's purge takes them: their sessions end an hour after they were written. It touches no
 * other row, runs no DDL, starts no thread, and repeats no text of a driver's exceptions, which may hold addresses.
 *
 * <p>A healthy report proves nothing about what was not tried; it is no substitute for monitoring.
 *
 * <p>Immutable and thread-safe: every method gives another check.
 */
public final class TokenStoreCheck {

    private final DataSource dataSource;
    private final TableName table;
    private final InstantSource clock;
    private final @Nullable Rivals rivals;
    private final LongSupplier nanos;

    private TokenStoreCheck(
            DataSource dataSource, TableName table, InstantSource clock, @Nullable Rivals rivals, LongSupplier nanos) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.table = table;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.rivals = rivals;
        this.nanos = nanos;
    }

    /** A check of the table {@code handoff_session} by the system's clock, without races. */
    public static TokenStoreCheck of(DataSource dataSource) {
        return new TokenStoreCheck(
                dataSource, new TableName(TableName.DEFAULT), InstantSource.system(), null, System::nanoTime);
    }

    /**
     * The same over a table of this name.
     *
     * @param name a plain identifier, with a schema and a dot in front or not
     * @throws IllegalArgumentException if it is anything else
     */
    public TokenStoreCheck table(String name) {
        return new TokenStoreCheck(dataSource, new TableName(name), clock, rivals, nanos);
    }

    /** The same by the clock that the host gives to its service. */
    public TokenStoreCheck clock(InstantSource source) {
        return new TokenStoreCheck(dataSource, table, source, rivals, nanos);
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
        return new TokenStoreCheck(dataSource, table, clock, new Rivals(executor, count), nanos);
    }

    /** The same by another measure of how time passes. */
    TokenStoreCheck nanos(LongSupplier source) {
        return new TokenStoreCheck(dataSource, table, clock, rivals, source);
    }

    /**
     * Runs all checks. Those of table, connections and values are quick and always run; repeated reads, measurements
     * and races share the time that remains, and end early when they have seen enough.
     *
     * <p>Where the pool is too small to give four connections at once, one more wait takes as long as the pool waits
     * (30 seconds with HikariCP's defaults), beyond {@code atMost} if need be. So may a statement that hangs.
     *
     * @throws InterruptedException if the calling thread is interrupted while rivals race; the check's rows are deleted
     *     all the same
     */
    public Report run(Duration atMost) throws InterruptedException {
        return new CheckRun(dataSource, table, clock, rivals, new Deadline(nanos, atMost)).report();
    }

    /**
     * Who races.
     *
     * @param executor the host's
     * @param count how many at once
     */
    record Rivals(Executor executor, int count) {}

    /** How bad a finding is. */
    public enum Severity {
        /** The promise does not hold, or calls will fail. */
        ERROR,
        /** Will hurt some day. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }

    /** What can be found. Names stay; later versions may know more. */
    public enum Code {
        /** No connection could be had. */
        UNREACHABLE,
        /** The table can't be read. */
        TABLE_MISSING,
        /** Columns are missing or of another type. */
        TABLE_SHAPE,
        /** Purging has no index to go by. */
        INDEX_MISSING,
        /** Two rows can have one key. */
        KEY_NOT_UNIQUE,
        /** A record is refused or comes back different. */
        VALUES_CHANGED,
        /** What was rolled back stays. */
        NOT_TRANSACTIONAL,
        /** The {@code DataSource} joins a transaction of the caller, or gives one connection to two. */
        JOINED,
        /** Writes are refused. */
        READ_ONLY,
        /** The isolation level: a note, or an error where uncommitted rows are read. */
        ISOLATION,
        /** Reads miss what was committed before. */
        STALE_READS,
        /** The database's clock is far from the host's. */
        CLOCK_SKEW,
        /** The database's clock could not be asked. */
        CLOCK_UNKNOWN,
        /** Too few connections at once. */
        POOL_SMALL,
        /** An ordinary call failed. */
        CALL_FAILED,
        /** Replacing takes long. */
        SLOW,
        /** More than one rival was told that it had won. */
        SEVERAL_WINNERS,
        /** A replacement changed nothing though nobody had been there before. */
        NO_WINNER,
        /** Rivals fail instead of hearing that they lost. */
        CONFLICTS_FAIL,
        /** No race was run. */
        NOT_RACED,
        /** Something was not checked, for want of time or because of an error. */
        SKIPPED,
        /** Rows of the check could not be deleted. */
        LEFTOVERS
    }

    /**
     * Something that was found.
     *
     * @param severity how bad it is
     * @param code what it is, for programs
     * @param text what it is and what to do, for people
     */
    public record Finding(Severity severity, Code code, String text) {

        @Override
        public String toString() {
            return severity + " " + code + ": " + text;
        }
    }

    /**
     * How long an operation of the store takes, with nobody in its way.
     *
     * @param operation {@code insert}, {@code find} or {@code replace}
     * @param rounds how often it was measured
     * @param median half of the calls took no longer
     * @param percentile95 19 of 20 calls took no longer
     */
    public record Timing(String operation, int rounds, Duration median, Duration percentile95) {}

    /**
     * What came of the races.
     *
     * @param rivals how many raced in each round
     * @param rounds how many rounds were run
     * @param conflicts how many calls answered that they lost
     * @param failures how many calls failed
     * @param roundsByWinners in how many rounds there were so many winners; one entry, for 1, is as it should be
     */
    public record Races(int rivals, int rounds, int conflicts, int failures, Map<Integer, Integer> roundsByWinners) {

        public Races {
            roundsByWinners = Map.copyOf(roundsByWinners);
        }
    }

    /**
     * All that was found and measured. Its text has one line for each finding and figure, the worst first.
     *
     * @param table the table that was checked
     * @param findings the worst first
     * @param timings of each operation, none where measuring was not possible
     * @param races null where none was run
     * @param took how long the check ran
     */
    public record Report(
            String table,
            List<Finding> findings,
            List<Timing> timings,
            @Nullable Races races,
            Duration took) {

        public Report {
            findings = List.copyOf(findings);
            timings = List.copyOf(timings);
        }

        /** Whether nothing worse than a note was found. */
        public boolean isHealthy() {
            return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTE);
        }

        @Override
        public String toString() {
            return ReportText.of(this);
        }
    }
}
