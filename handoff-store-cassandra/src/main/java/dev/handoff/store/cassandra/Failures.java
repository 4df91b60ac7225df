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

/** What a failure of the driver says about the statement that failed. */
final class Failures {

    /** The statement reached no node, or the node refused it before it did anything. */
    private static final List<Class<? extends Exception>> BEFORE_ANY_EFFECT = List.of(
            NodeUnavailableException.class,
            BusyConnectionException.class,
            RequestThrottlingException.class,
            BootstrappingException.class,
            QueryValidationException.class);

    private Failures() {}

    /** Whether it is certain that a lightweight transaction which failed like this has written nothing, nor will. */
    static boolean wroteNothing(Throwable failed) {
        if (failed instanceof UnavailableException tooFew) {
            // of the consensus, which is the first step; of the commit behind it, all is decided
            return tooFew.getConsistencyLevel().isSerial();
        }
        return failed instanceof AllNodesFailedException all
                ? errors(all).allMatch(Failures::wroteNothing)
                : BEFORE_ANY_EFFECT.stream().anyMatch(type -> type.isInstance(failed));
    }

    /** Whether the same can succeed a little later: not where a table or a right is missing. */
    private static boolean isPassing(Throwable failed) {
        return failed instanceof AllNodesFailedException all
                ? errors(all).allMatch(Failures::isPassing)
                : !(failed instanceof QueryValidationException);
    }

    /** How the attempts before the last one failed: the driver's policy may have asked other nodes. */
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
        String words = operation + ": Cassandra failed with " + describe(failed);
        boolean passing = isPassing(failed);
        return new TokenStoreException(
                effect,
                passing,
                passing ? words : words + "; see that table " + table + " is as in its script and may be used",
                wordless(failed));
    }

    /** What can be told without the driver's words: those may repeat what a server says of a key. */
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

    /** As the cause, what the driver threw, but for its words and for the statement, which it carries along. */
    private static RuntimeException wordless(RuntimeException failed) {
        RuntimeException wordless = new RuntimeException(failed.getClass().getName());
        wordless.setStackTrace(failed.getStackTrace());
        return wordless;
    }

    private static Stream<Throwable> errors(AllNodesFailedException failed) {
        return failed.getAllErrors().values().stream().flatMap(List::stream);
    }
}
