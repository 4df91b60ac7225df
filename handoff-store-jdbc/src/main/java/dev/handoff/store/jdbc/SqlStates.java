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
        return operation + ": the database failed with SQLState " + failed.getSQLState() + ", error "
                + failed.getErrorCode();
    }

    private static String classOf(SQLException failed) {
        String state = failed.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
