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
 * Decides for a failed statement whether it may have written anything, and whether a retry can help. It uses the
 * SQLState (ISO/IEC 9075-2, section 24.1) or, if a database has no state for the case, the database's error number.
 */
public final class SqlFailures {

    private static final String NOT_AUTHORIZED = "28";
    private static final String VIOLATED = "23";
    private static final String ROLLED_BACK = "40";

    /** A state of the rollback class that does not say which transaction won. */
    private static final String COMPLETION_UNKNOWN = "40003";

    /**
     * Classes in which nothing was written: unsupported feature, bad data, violated constraint, invalid transaction
     * state (such as read-only), unknown prepared statement, rollback, bad syntax or missing table, interrupted
     * statement (MySQL and MariaDB). After them: a missing table (SQL Server), a violated check (MySQL), a value that
     * is too large and a cancelled statement (Oracle).
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

    /** A table or column is missing, the user lacks the right to it, or the statement can't be parsed. */
    private static final Set<String> UNUSABLE = Set.of("42", "S0/208");

    /**
     * Lost races outside of the rollback class: a changed row (MariaDB), a conflict (TiDB, three codes), a deadlock and
     * a serialization failure (Oracle), an outdated snapshot (SQL Server).
     */
    private static final Set<String> LOST_RACES =
            Set.of("HY000/1020", "HY000/9007", "HY000/8005", "HY000/8002", "61000/60", "72000/8177", "S0/3960");

    /**
     * A lock or the statement took too long: PostgreSQL (two codes), ODBC and H2, Db2, Derby, MySQL and MariaDB (three
     * codes), SQL Server, Oracle.
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
     * Connector/J reports a lock wait with this code, and SQL Server's driver a deadlock. Their exception classes
     * differ.
     */
    private static final Set<String> LOCK_WAIT_OR_DEADLOCK = Set.of("40001/1205");

    /** PostgreSQL: a prepared statement exists already, does not exist, or has other parameters. */
    private static final Set<String> POOLER = Set.of("42P05", "26000", "08P01");

    /**
     * Failures that a retry can solve: lost connection, rollback, out of resources, operator intervention, interrupted
     * statement. After them, of PostgreSQL: a plan that is invalid because the table was changed, a transaction that
     * idled or lasted too long, a prepared statement that exists already or is missing because of a pooler.
     */
    private static final Set<String> PASSING =
            Set.of("08", ROLLED_BACK, "53", "57", "70", "0A000", "25P03", "25P04", "42P05", "26000");

    /** A write on a read-only connection, transaction or replica. The second state is Connector/J's. */
    private static final Set<String> READ_ONLY_STATES = Set.of("25006", "S1009");

    /**
     * A write on a read-only database that has no state for it: MySQL and MariaDB (two codes), H2, Oracle, SQL Server.
     */
    private static final Set<Integer> READ_ONLY_ERRORS = Set.of(1290, 1836, 90_097, 16_000, 3906);

    /** SQLite's driver reports no state, but the result codes of SQLite's manual. */
    private static final Set<Integer> SQLITE_BUSY = Set.of(5, 6);

    /** A bad statement, or a missing table. */
    private static final int SQLITE_ERROR = 1;

    private static final int SQLITE_READ_ONLY = 8;
    private static final int SQLITE_CONSTRAINT = 19;
    private static final Set<Integer> SQLITE_NOTHING_WRITTEN =
            Set.of(SQLITE_ERROR, 5, 6, SQLITE_READ_ONLY, SQLITE_CONSTRAINT);

    private SqlFailures() {}

    /** Returns whether another transaction won a race against this one. */
    public static boolean isSerializationFailure(SQLException failed) {
        return isOneOf(LOST_RACES, failed)
                || (classOf(failed).equals(ROLLED_BACK)
                        && !COMPLETION_UNKNOWN.equals(failed.getSQLState())
                        && !isTimeout(failed));
    }

    /** Returns whether a key or another constraint was violated. */
    public static boolean isIntegrityViolation(SQLException failed) {
        return classOf(failed).equals(VIOLATED) || sqliteCode(failed) == SQLITE_CONSTRAINT;
    }

    /** Returns whether a write failed because the connection, the transaction or the database is read-only. */
    public static boolean isReadOnly(SQLException failed) {
        return isOneOf(READ_ONLY_STATES, failed)
                || READ_ONLY_ERRORS.contains(failed.getErrorCode())
                || sqliteCode(failed) == SQLITE_READ_ONLY;
    }

    /** Returns whether a statement, or a lock that it waited for, took longer than is allowed. */
    public static boolean isTimeout(SQLException failed) {
        return isOneOf(TIMEOUTS, failed)
                || (isOneOf(LOCK_WAIT_OR_DEADLOCK, failed) && failed instanceof SQLTransactionRollbackException)
                || SQLITE_BUSY.contains(sqliteCode(failed));
    }

    /** Returns whether the server session has another client's prepared statements, which is the effect of a pooler. */
    public static boolean isFromPooler(SQLException failed) {
        return isOneOf(POOLER, failed);
    }

    /** Returns whether it is certain that the statement has written nothing. */
    static boolean wroteNothing(SQLException failed) {
        return failed instanceof NoConnectionException
                || (isOneOf(NOTHING_WRITTEN, failed) && !COMPLETION_UNKNOWN.equals(failed.getSQLState()))
                || isOneOf(LOST_RACES, failed)
                || isTimeout(failed)
                || isReadOnly(failed)
                || SQLITE_NOTHING_WRITTEN.contains(sqliteCode(failed));
    }

    /**
     * Returns whether a retry can succeed. This includes read-only failures, because they occur during a failover,
     * before connections lead to the new primary.
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

    /** Builds the exception for a write outside of the host's transaction. */
    public static TokenStoreException trouble(String operation, TableName table, SQLException failed) {
        return trouble(wroteNothing(failed) ? Effect.NONE : Effect.UNKNOWN, operation, table, failed);
    }

    /** Builds the exception for a read. */
    public static TokenStoreException troubleReading(String operation, TableName table, SQLException failed) {
        return trouble(Effect.NONE, operation, table, failed);
    }

    private static TokenStoreException trouble(Effect effect, String operation, TableName table, SQLException failed) {
        return new TokenStoreException(
                effect, isRetryable(failed), describe(operation, table, failed), withoutMessage(failed));
    }

    /** Copies the driver's exception without its message, which may quote rows; attempt ids are made from rows. */
    static SQLException withoutMessage(SQLException failed) {
        // a connection failure quotes no row, and operators need its message
        String message = failed instanceof NoConnectionException
                ? failed.getMessage()
                : failed.getClass().getName();
        SQLException copy = new SQLException(message, failed.getSQLState(), failed.getErrorCode());
        copy.setStackTrace(failed.getStackTrace());
        for (Throwable suppressed : failed.getSuppressed()) {
            copy.addSuppressed(suppressed instanceof SQLException also ? withoutMessage(also) : suppressed);
        }
        return copy;
    }

    /** Returns whether a table or column is missing, or the user lacks the right to it. */
    public static boolean isUnusable(SQLException failed) {
        return isOneOf(UNUSABLE, failed) || sqliteCode(failed) == SQLITE_ERROR;
    }

    static String describe(String operation, TableName table, SQLException failed) {
        if (failed instanceof NoConnectionException refused) {
            return operation + ": no connection to the database (" + refused.refusedWith + ", " + codeOf(failed) + ")";
        }
        String message = operation + ": the database failed with " + codeOf(failed);
        return isUnusable(failed)
                ? message + "; check that table " + table
                        + " exists, has the columns of its script, and that the user has the right to it"
                : message;
    }

    /** Describes a failure without its message, which may contain addresses and values. */
    public static String codeOf(SQLException failed) {
        String error = "error " + failed.getErrorCode();
        return failed.getSQLState() == null ? error : "SQLState " + failed.getSQLState() + ", " + error;
    }

    /** Checks whether the list has the state or its class, each with or without the database's error number. */
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

    /** No connection was opened, so nothing was written. */
    static final class NoConnectionException extends SQLException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String refusedWith;

        NoConnectionException(SQLException refused) {
            super(refused.getMessage(), refused.getSQLState(), refused.getErrorCode());
            refusedWith = refused.getClass().getSimpleName();
            setStackTrace(refused.getStackTrace());
        }
    }
}
