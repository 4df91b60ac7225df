package dev.handoff.store.jdbc;

import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.sql.SQLException;
import java.util.Set;

/** What a failure says about the write that failed, by the class of its SQLState (ISO/IEC 9075-2, section 24.1). */
final class SqlStates {

    /** Transaction rollback: the database chose another one to win. */
    private static final String ROLLED_BACK = "40";

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
        return classOf(failed).equals(ROLLED_BACK);
    }

    static boolean isIntegrityViolation(SQLException failed) {
        return classOf(failed).equals(VIOLATED);
    }

    static TokenStoreException trouble(String operation, SQLException failed) {
        Effect effect = NOTHING_WRITTEN.contains(classOf(failed)) ? Effect.NONE : Effect.UNKNOWN;
        return new TokenStoreException(effect, describe(operation, failed), failed);
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
