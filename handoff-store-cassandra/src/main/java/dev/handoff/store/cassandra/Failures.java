package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;

/** What the driver's exceptions say of a write, and whether another try can help. */
final class Failures {

    private Failures() {}

    /**
     * The driver tells a write that surely was not sent, or that Cassandra did not understand, from all others. Not
     * enough live replicas is no such case: they may have gone while the write was under way.
     */
    static TokenStoreException ofWrite(String operation, RuntimeException failure) {
        boolean isUnsent = failure instanceof NoNodeAvailableException || failure instanceof RequestThrottlingException;
        boolean isRefused = failure instanceof QueryValidationException || !(failure instanceof DriverException);
        return exception(isUnsent || isRefused ? Effect.NONE : Effect.UNKNOWN, operation, failure);
    }

    static TokenStoreException ofRead(String operation, RuntimeException failure) {
        return exception(Effect.NONE, operation, failure);
    }

    private static TokenStoreException exception(Effect effect, String operation, RuntimeException failure) {
        if (failure instanceof IllegalArgumentException) {
            return new TokenStoreException(effect, false, operation + ": the row holds no valid record");
        }
        // a session that is closed, which is no exception of the driver's, may be on its way to be opened anew
        boolean isRetryable = !(failure instanceof QueryValidationException);
        String what =
                failure instanceof AllNodesFailedException ? "no node answered" : "Cassandra did not carry it out";
        return new TokenStoreException(effect, isRetryable, operation + ": " + what, failure);
    }
}
