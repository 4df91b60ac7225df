package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.util.Set;

/**
 * What a failure says about the statement that failed: whether anything may have been written, and whether trying again
 * can help. By the SQLState (ISO/IEC 9075-2, section 24.1) and, where a database has none for the case, by its own
 * error number.
 */
public final class SqlFailures {

    private static final String NOT_AUTHORIZED = "28";
    private static final String VIOLATED = "23";
    private static final String ROLLED_BACK = "40";

    /** Of the class of rollbacks, but no word on who won. */
    private static final String COMPLETION_UNKNOWN = "40003";

    /**
     * Classes in which nothing was written: unsupported in this place, bad data, violated constraint, invalid
     * transaction state (which read-only is one of), unknown prepared statement, rolled back, bad syntax or missing
     * table, interrupted statement (MySQL and MariaDB). Then a missing table (SQL Server), a check (MySQL), a value
     * that is too large and a statement that was cancelled (Oracle).
     */
    private static final Set<String> NOTHING_WRITTEN = Set.of(
            "0A",
            "22",
            VIOLATED,
            "25",
            "26",
            ROLLED_BACK,
            "42",
            "70",
            "S0/208",
            "HY000/3819",
            "72000/12899",
            "72000/1013");

    /** A table or column that is missing or may not be used, or a statement that can't be parsed. */
    private static final Set<String> UNUSABLE = Set.of("42", "S0/208");

    /**
     * Lost races that are not of the class of rollbacks: a changed row (MariaDB), a conflict (TiDB, three), a deadlock
     * and a lost serialization (Oracle), a lost snapshot (SQL Server).
     */
    private static final Set<String> LOST_RACES =
            Set.of("HY000/1020", "HY000/9007", "HY000/8005", "HY000/8002", "61000/60", "72000/8177", "S0/3960");

    /**
     * A lock or the statement took too long: PostgreSQL (two), ODBC's and so H2's, Db2, Derby, MySQL and MariaDB
     * (three), SQL Server, Oracle.
     */
    private static final Set<String> TIMEOUTS = Set.of(
            "55P03",
            "57014",
            "HYT00",
            "57033",
            "40XL1",
            "HY000/1205",
            "70100/1969",
            "HY000/3024",
            "S0/1222",
            "61000/54");

    /**
     * Connector/J tells a lock wait like this, and SQL Server's driver a deadlock, in an exception of another class.
     */
    private static final Set<String> LOCK_WAIT_OR_DEADLOCK = Set.of("40001/1205");

    /** PostgreSQL's: a prepared statement is there twice, is not there, or has other parameters. */
    private static final Set<String> POOLER = Set.of("42P05", "26000", "08P01");

    /**
     * Lost connection, rolled back, out of resources, operator intervention, interrupted statement. Then what is gone
     * on another try: a plan that a changed table made useless, a transaction that idled or lasted too long, a prepared
     * statement that a pooler took along (PostgreSQL).
     */
    private static final Set<String> PASSING =
            Set.of("08", ROLLED_BACK, "53", "57", "70", "0A000", "25P03", "25P04", "42P05", "26000");

    /** A write on a connection, a transaction or a replica that only reads: also of Connector/J. */
    private static final Set<String> READ_ONLY_STATES = Set.of("25006", "S1009");

    /** What has no state of its own: a replica of MySQL or MariaDB (1290, 1836), H2, Oracle, SQL Server. */
    private static final Set<Integer> READ_ONLY_ERRORS = Set.of(1290, 1836, 90_097, 16_000, 3906);

    /** SQLite's driver tells no state, only the result codes of its manual: a bad statement or missing table is 1. */
    private static final Set<Integer> SQLITE_BUSY = Set.of(5, 6);

    private static final int SQLITE_ERROR = 1;
    private static final int SQLITE_READ_ONLY = 8;
    private static final int SQLITE_CONSTRAINT = 19;
    private static final Set<Integer> SQLITE_NOTHING_WRITTEN =
            Set.of(SQLITE_ERROR, 5, 6, SQLITE_READ_ONLY, SQLITE_CONSTRAINT);

    private SqlFailures() {}

    /** Whether the database chose another transaction to win. */
    public static boolean isSerializationFailure(SQLException failed) {
        return isOneOf(LOST_RACES, failed)
                || (classOf(failed).equals(ROLLED_BACK)
                        && !COMPLETION_UNKNOWN.equals(failed.getSQLState())
                        && !isTimeout(failed));
    }

    /** Whether a key or another constraint was violated. */
    public static boolean isIntegrityViolation(SQLException failed) {
        return classOf(failed).equals(VIOLATED) || sqliteCode(failed) == SQLITE_CONSTRAINT;
    }

    /** Whether a write failed because the connection, the transaction or the database only reads. */
    public static boolean isReadOnly(SQLException failed) {
        return isOneOf(READ_ONLY_STATES, failed)
                || READ_ONLY_ERRORS.contains(failed.getErrorCode())
                || sqliteCode(failed) == SQLITE_READ_ONLY;
    }

    /** Whether a statement, or a lock that it waited for, took longer than is allowed. */
    public static boolean isTimeout(SQLException failed) {
        return isOneOf(TIMEOUTS, failed)
                || (isOneOf(LOCK_WAIT_OR_DEADLOCK, failed) && failed instanceof SQLTransactionRollbackException)
                || SQLITE_BUSY.contains(sqliteCode(failed));
    }

    /** Whether the server session has other prepared statements than the driver believes: those of another client. */
    public static boolean isOfAPooler(SQLException failed) {
        return isOneOf(POOLER, failed);
    }

    /** Whether it is certain that the statement has written nothing. */
    static boolean wroteNothing(SQLException failed) {
        return failed instanceof NoConnectionException
                || (isOneOf(NOTHING_WRITTEN, failed) && !COMPLETION_UNKNOWN.equals(failed.getSQLState()))
                || isOneOf(LOST_RACES, failed)
                || isTimeout(failed)
                || isReadOnly(failed)
                || SQLITE_NOTHING_WRITTEN.contains(sqliteCode(failed));
    }

    /**
     * Whether the same can succeed a little later. Read-only is what a failover looks like before connections lead to
     * the new primary.
     */
    static boolean isRetryable(SQLException failed) {
        if (failed instanceof NoConnectionException) {
            return !classOf(failed).equals(NOT_AUTHORIZED);
        }
        return isOneOf(PASSING, failed)
                || isOneOf(LOST_RACES, failed)
                || isTimeout(failed)
                || isReadOnly(failed)
                || failed instanceof SQLTransientException
                || failed instanceof SQLRecoverableException;
    }

    /** The exception for a write that is not part of the host's transaction. */
    public static TokenStoreException trouble(String operation, TableName table, SQLException failed) {
        return trouble(wroteNothing(failed) ? Effect.NONE : Effect.UNKNOWN, operation, table, failed);
    }

    /** The exception for a read. */
    public static TokenStoreException troubleReading(String operation, TableName table, SQLException failed) {
        return trouble(Effect.NONE, operation, table, failed);
    }

    private static TokenStoreException trouble(Effect effect, String operation, TableName table, SQLException failed) {
        return new TokenStoreException(
                effect, isRetryable(failed), describe(operation, table, failed), wordless(failed));
    }

    /** As the cause, what the driver threw, but for its words: those quote rows, of which attempt ids are made. */
    static SQLException wordless(SQLException failed) {
        // why there was no connection quotes no row and is what an operator needs
        String words = failed instanceof NoConnectionException
                ? failed.getMessage()
                : failed.getClass().getName();
        SQLException wordless = new SQLException(words, failed.getSQLState(), failed.getErrorCode());
        wordless.setStackTrace(failed.getStackTrace());
        for (Throwable suppressed : failed.getSuppressed()) {
            wordless.addSuppressed(suppressed instanceof SQLException also ? wordless(also) : suppressed);
        }
        return wordless;
    }

    /** Whether a table or column is missing or may not be used. */
    public static boolean isUnusable(SQLException failed) {
        return isOneOf(UNUSABLE, failed) || sqliteCode(failed) == SQLITE_ERROR;
    }

    static String describe(String operation, TableName table, SQLException failed) {
        String words = operation + ": the database failed with " + codeOf(failed);
        return isUnusable(failed)
                ? words + "; see that table " + table + " is there, has the columns of its script and may be used"
                : words;
    }

    /** What can be told of a failure without repeating its text, which may hold addresses and values. */
    public static String codeOf(SQLException failed) {
        return "SQLState " + failed.getSQLState() + ", error " + failed.getErrorCode();
    }

    /** Whether its state, the state's class, or either of them with the database's own error number is listed. */
    private static boolean isOneOf(Set<String> listed, SQLException failed) {
        String state = failed.getSQLState();
        if (state == null) {
            return false;
        }
        String error = "/" + failed.getErrorCode();
        String of = classOf(failed);
        return listed.contains(state)
                || listed.contains(of)
                || listed.contains(state + error)
                || listed.contains(of + error);
    }

    private static String classOf(SQLException failed) {
        String state = failed.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }

    private static int sqliteCode(SQLException failed) {
        return failed.getSQLState() == null ? failed.getErrorCode() & 0xFF : 0;
    }

    /** There was no connection, so nothing can have been written. */
    static final class NoConnectionException extends SQLException {

        @Serial
        private static final long serialVersionUID = 1L;

        NoConnectionException(SQLException refused) {
            super(refused.getMessage(), refused.getSQLState(), refused.getErrorCode());
            setStackTrace(refused.getStackTrace());
        }
    }
}
