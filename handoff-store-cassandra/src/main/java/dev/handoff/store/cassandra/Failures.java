package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides for a failure of the driver whether the statement may have written anything, and whether a retry can help.
 */
final class Failures {

    /** The statement reached no node, or the node refused it before it did anything. */
    private static final List<Class<? extends Exception>> BEFORE_ANY_EFFECT = List.of(
            NodeUnavailableException.class,
            BusyConnectionException.class,
            RequestThrottlingException.class,
            BootstrappingException.class,
            QueryValidationException.class);

    private Failures() {}

    /** Returns whether it is certain that the failed lightweight transaction has written nothing and never will. */
    static boolean wroteNothing(Throwable failed) {
        if (failed instanceof UnavailableException tooFew) {
            // a failure at SERIAL is before the decision; a later one, at QUORUM, is in the commit of a decided write
            return tooFew.getConsistencyLevel().isSerial();
        }
        return failed instanceof AllNodesFailedException all
                ? errors(all).allMatch(Failures::wroteNothing)
                : BEFORE_ANY_EFFECT.stream().anyMatch(type -> type.isInstance(failed));
    }

    /** Returns whether a retry can succeed. A missing table or right makes it useless. */
    private static boolean isPassing(Throwable failed) {
        return failed instanceof AllNodesFailedException all
                ? errors(all).allMatch(Failures::isPassing)
                : !(failed instanceof QueryValidationException);
    }

    /** Returns the failures of earlier attempts, because the driver's retry policy may have used other nodes. */
    static Stream<Throwable> earlier(@Nullable ExecutionInfo execution) {
        return execution == null
                ? Stream.empty()
                : execution.getErrors().stream().map(Map.Entry::getValue);
    }

    static TokenStoreException writing(String operation, TableName table, DriverException failed) {
        boolean isCertain =
                wroteNothing(failed) && earlier(failed.getExecutionInfo()).allMatch(Failures::wroteNothing);
        return trouble(isCertain ? Effect.NONE : Effect.UNKNOWN, operation, table, failed);
    }

    static TokenStoreException reading(String operation, TableName table, RuntimeException failed) {
        return trouble(Effect.NONE, operation, table, failed);
    }

    private static TokenStoreException trouble(
            Effect effect, String operation, TableName table, RuntimeException failed) {
        String message = operation + ": Cassandra failed with " + describe(failed);
        boolean passing = isPassing(failed);
        return new TokenStoreException(
                effect,
                passing,
                passing
                        ? message
                        : message + "; check that table " + table
                                + " exists as in its script, and that the user has the right to it",
                withoutMessage(failed));
    }

    /** Describes a failure without the driver's message, which may quote a session key. */
    static String describe(Throwable failed) {
        String type = failed.getClass().getSimpleName();
        if (failed instanceof QueryConsistencyException few) {
            return type + " (" + few.getReceived() + " of " + few.getBlockFor() + " at " + few.getConsistencyLevel()
                    + ")";
        }
        if (failed instanceof UnavailableException few) {
            return type + " (" + few.getAlive() + " of " + few.getRequired() + " at " + few.getConsistencyLevel() + ")";
        }
        return failed instanceof AllNodesFailedException all
                ? type + errors(all).map(Failures::describe).distinct().collect(Collectors.joining(", ", " [", "]"))
                : type;
    }

    /** Copies the driver's exception without its message and without the statement. */
    private static RuntimeException withoutMessage(RuntimeException failed) {
        RuntimeException copy = new RuntimeException(failed.getClass().getName());
        copy.setStackTrace(failed.getStackTrace());
        return copy;
    }

    private static Stream<Throwable> errors(AllNodesFailedException failed) {
        return failed.getAllErrors().values().stream().flatMap(List::stream);
    }
}
