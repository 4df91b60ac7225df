package dev.handoff.store.jdbc.internal;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
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
     * Classes in which nothing was written: bad data, violated constraint, invalid transaction state (which read-only
     * is one of), rolled back, bad syntax or missing table, interrupted statement (MySQL and MariaDB).
     */
    private static final Set<String> NOTHING_WRITTEN = Set.of("22", VIOLATED, "25", ROLLED_BACK, "42", "70");

    /** A lock or the statement took too long: PostgreSQL (two), ODBC's and so H2's. */
    private static final Set<String> TIMEOUT_STATES = Set.of("55P03", "57014", "HYT00");

    /** The same without a state of its own: MySQL and MariaDB's lock wait and statement timeouts. */
    private static final Set<Integer> TIMEOUT_ERRORS = Set.of(1205, 1969, 3024);

    /** Lost connection, rolled back, out of resources, operator intervention, interrupted statement. */
    private static final Set<String> PASSING = Set.of("08", ROLLED_BACK, "53", "57", "70");

    private static final String READ_ONLY_STATE = "25006";

    /** What has no state of its own: a replica of MySQL or MariaDB (1290, 1836), H2, Oracle, SQL Server. */
    private static final Set<Integer> READ_ONLY_ERRORS = Set.of(1290, 1836, 90_097, 16_000, 3906);

    /** SQLite's driver tells no state, only the result codes of its manual: a bad statement or missing table is 1. */
    private static final Set<Integer> SQLITE_BUSY = Set.of(5, 6);

    private static final int SQLITE_READ_ONLY = 8;
    private static final int SQLITE_CONSTRAINT = 19;
    private static final Set<Integer> SQLITE_NOTHING_WRITTEN = Set.of(1, 5, 6, SQLITE_READ_ONLY, SQLITE_CONSTRAINT);

    private SqlFailures() {}

    /** Whether the database chose another transaction to win. */
    public static boolean isSerializationFailure(SQLException failed) {
        return classOf(failed).equals(ROLLED_BACK) && !COMPLETION_UNKNOWN.equals(failed.getSQLState());
    }

    /** Whether a key or another constraint was violated. */
    public static boolean isIntegrityViolation(SQLException failed) {
        return classOf(failed).equals(VIOLATED) || sqliteCode(failed) == SQLITE_CONSTRAINT;
    }

    /** Whether a write failed because the connection, the transaction or the database only reads. */
    public static boolean isReadOnly(SQLException failed) {
        return READ_ONLY_STATE.equals(failed.getSQLState())
                || READ_ONLY_ERRORS.contains(failed.getErrorCode())
                || sqliteCode(failed) == SQLITE_READ_ONLY;
    }

    /** Whether a statement, or a lock that it waited for, took longer than is allowed. */
    public static boolean isTimeout(SQLException failed) {
        String state = failed.getSQLState();
        return (state != null && TIMEOUT_STATES.contains(state))
                || TIMEOUT_ERRORS.contains(failed.getErrorCode())
                || SQLITE_BUSY.contains(sqliteCode(failed));
    }

    /** Whether it is certain that the statement has written nothing. */
    static boolean wroteNothing(SQLException failed) {
        return failed instanceof NoConnectionException
                || (NOTHING_WRITTEN.contains(classOf(failed)) && !COMPLETION_UNKNOWN.equals(failed.getSQLState()))
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
        return PASSING.contains(classOf(failed))
                || isTimeout(failed)
                || isReadOnly(failed)
                || failed instanceof SQLTransientException
                || failed instanceof SQLRecoverableException;
    }

    /** The exception for a write that is not part of the host's transaction. */
    public static TokenStoreException trouble(String operation, SQLException failed) {
        return trouble(wroteNothing(failed) ? Effect.NONE : Effect.UNKNOWN, operation, failed);
    }

    /** The exception for a read. */
    public static TokenStoreException troubleReading(String operation, SQLException failed) {
        return trouble(Effect.NONE, operation, failed);
    }

    private static TokenStoreException trouble(Effect effect, String operation, SQLException failed) {
        return new TokenStoreException(effect, isRetryable(failed), describe(operation, failed), wordless(failed));
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

    static String describe(String operation, SQLException failed) {
        return operation + ": the database failed with " + codeOf(failed);
    }

    /** What can be told of a failure without repeating its text, which may hold addresses and values. */
    public static String codeOf(SQLException failed) {
        return "SQLState " + failed.getSQLState() + ", error " + failed.getErrorCode();
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
