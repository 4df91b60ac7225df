package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.Serial;
import java.sql.SQLException;
import java.util.Set;

/** What a failure says about the write that failed, by the class of its SQLState (ISO/IEC 9075-2, section 24.1). */
final class SqlStates {

    /** Transaction rollback: the database chose another one to win. */
    private static final String ROLLED_BACK = "40";

    /** Statement completion unknown: of its class, but no word on who won. */
    private static final String COMPLETION_UNKNOWN = "40003";

    /** Integrity constraint violation. */
    private static final String VIOLATED = "23";

    /** Bad data, violated constraint, rolled back, bad syntax or missing table: nothing was written. */
    private static final Set<String> NOTHING_WRITTEN = Set.of("22", VIOLATED, ROLLED_BACK, "42");

    /** Invalid transaction state: read-only SQL-transaction. */
    private static final String READ_ONLY_STATE = "25006";

    /** What has no state of its own: a replica of MySQL or MariaDB (1290, 1836), H2, Oracle, SQL Server. */
    private static final Set<Integer> READ_ONLY_ERRORS = Set.of(1290, 1836, 90_097, 16_000, 3906);

    private SqlStates() {}

    static boolean isSerializationFailure(SQLException failed) {
        return classOf(failed).equals(ROLLED_BACK) && !COMPLETION_UNKNOWN.equals(failed.getSQLState());
    }

    static boolean isIntegrityViolation(SQLException failed) {
        return classOf(failed).equals(VIOLATED);
    }

    static TokenStoreException trouble(String operation, SQLException failed) {
        boolean nothingWritten = failed instanceof NoConnectionException
                || (NOTHING_WRITTEN.contains(classOf(failed)) && !COMPLETION_UNKNOWN.equals(failed.getSQLState()));
        return trouble(nothingWritten ? Effect.NONE : Effect.UNKNOWN, operation, "", failed);
    }

    /** As the cause, what the driver threw, but for its words: those quote rows, of which attempt ids are made. */
    static TokenStoreException trouble(Effect effect, String operation, String advice, SQLException failed) {
        return new TokenStoreException(effect, describe(operation, failed) + advice, wordless(failed));
    }

    /** The same failure by type, SQLState, error code and place. */
    static SQLException wordless(SQLException failed) {
        // why there was no connection quotes no row, and is what an operator needs to read
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

    /** There was no connection, so nothing can have been written. */
    static final class NoConnectionException extends SQLException {

        @Serial
        private static final long serialVersionUID = 1L;

        NoConnectionException(SQLException refused) {
            super(refused.getMessage(), refused.getSQLState(), refused.getErrorCode());
            setStackTrace(refused.getStackTrace());
        }
    }

    static String describe(String operation, SQLException failed) {
        return operation + ": the database failed with " + codeOf(failed);
    }

    /** What can be told of a failure without repeating its text, which may hold addresses and values. */
    static String codeOf(SQLException failed) {
        return "SQLState " + failed.getSQLState() + ", error " + failed.getErrorCode();
    }

    /** Whether a write failed because the connection, the transaction or the database only reads. */
    static boolean isReadOnly(SQLException failed) {
        return READ_ONLY_STATE.equals(failed.getSQLState()) || READ_ONLY_ERRORS.contains(failed.getErrorCode());
    }

    private static String classOf(SQLException failed) {
        String state = failed.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
