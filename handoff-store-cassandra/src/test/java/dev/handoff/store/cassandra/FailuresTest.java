package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.CASWriteUnknownException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The store's exception for each exception of the driver. */
class FailuresTest {

    private static final String QUOTED = "of-a-record";
    private static final TableName TABLE = TableName.of("app.handoff_session");

    /** The driver's exceptions use only its name. */
    private static final Node NODE = (Node) Proxy.newProxyInstance(
            FailuresTest.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (node, method, arguments) -> switch (method.getName()) {
                case "hashCode" -> 1;
                case "equals" -> node == arguments[0];
                case "toString" -> "a node";
                default -> null;
            });

    static Stream<DriverException> beforeAnyEffect() {
        return Stream.of(
                new NoNodeAvailableException(),
                new BusyConnectionException(1024),
                new RequestThrottlingException(QUOTED),
                new BootstrappingException(NODE),
                new UnavailableException(NODE, ConsistencyLevel.SERIAL, 2, 1),
                all(new NodeUnavailableException(NODE), new UnavailableException(NODE, ConsistencyLevel.SERIAL, 2, 1)));
    }

    static Stream<DriverException> inDoubt() {
        return Stream.of(
                new WriteTimeoutException(NODE, ConsistencyLevel.SERIAL, 1, 2, WriteType.CAS),
                new WriteTimeoutException(NODE, ConsistencyLevel.QUORUM, 1, 2, WriteType.SIMPLE),
                new WriteFailureException(NODE, ConsistencyLevel.SERIAL, 1, 2, WriteType.CAS, 1, Map.of()),
                new CASWriteUnknownException(NODE, ConsistencyLevel.SERIAL, 1, 2),
                new ReadTimeoutException(NODE, ConsistencyLevel.SERIAL, 1, 2, false),
                new ReadFailureException(NODE, ConsistencyLevel.SERIAL, 1, 2, 1, false, Map.of()),
                // this fails in the commit, when the write is already decided
                new UnavailableException(NODE, ConsistencyLevel.QUORUM, 2, 1),
                new OverloadedException(NODE, QUOTED),
                new ServerError(NODE, QUOTED),
                new DriverTimeoutException(QUOTED),
                new ClosedConnectionException(QUOTED),
                new HeartbeatException(new InetSocketAddress(1), QUOTED, new IllegalStateException(QUOTED)),
                all(new NodeUnavailableException(NODE), new ServerError(NODE, QUOTED)));
    }

    static Stream<DriverException> refused() {
        return Stream.of(
                new InvalidQueryException(NODE, QUOTED),
                new UnauthorizedException(NODE, QUOTED),
                new SyntaxError(NODE, QUOTED),
                all(new NodeUnavailableException(NODE), new InvalidQueryException(NODE, QUOTED)));
    }

    @ParameterizedTest
    @MethodSource("beforeAnyEffect")
    void write_noNodeBeganIt_hasNoEffectAndIsRetryable(DriverException failed) {
        assertThat(Failures.writing("replace", TABLE, failed)).satisfies(isTrouble(Effect.NONE, true));
    }

    @ParameterizedTest
    @MethodSource("inDoubt")
    void write_aNodeMayHaveBegunIt_hasUnknownEffectAndIsRetryable(DriverException failed) {
        assertThat(Failures.writing("replace", TABLE, failed)).satisfies(isTrouble(Effect.UNKNOWN, true));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void write_refusedByCassandra_hasNoEffectAndIsNotRetryable(DriverException failed) {
        assertThat(Failures.writing("replace", TABLE, failed))
                .satisfies(isTrouble(Effect.NONE, false))
                .hasMessageContaining("app.handoff_session");
    }

    @ParameterizedTest
    @MethodSource("inDoubt")
    void read_anyFailure_hasNoEffectAndIsRetryable(DriverException failed) {
        assertThat(Failures.reading("find", TABLE, failed)).satisfies(isTrouble(Effect.NONE, true));
    }

    @ParameterizedTest
    @MethodSource({"beforeAnyEffect", "inDoubt", "refused"})
    void failure_anyException_namesItsTypeButNotItsMessage(DriverException failed) {
        TokenStoreException trouble = Failures.writing("replace", TABLE, failed);

        assertThat(trouble)
                .hasMessageStartingWith(
                        "replace: Cassandra failed with " + failed.getClass().getSimpleName());
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(QUOTED);
            assertThat(cause.getSuppressed()).isEmpty();
        }
        assertThat(trouble.getCause())
                .hasMessage(failed.getClass().getName())
                .hasNoCause()
                .extracting(Throwable::getStackTrace)
                .isEqualTo(failed.getStackTrace());
    }

    @Test
    void failure_tooFewNodesAnswered_namesTheirNumber() {
        WriteTimeoutException few = new WriteTimeoutException(NODE, ConsistencyLevel.SERIAL, 1, 2, WriteType.CAS);
        assertThat(Failures.writing("insert", TABLE, all(new NodeUnavailableException(NODE), few)))
                .hasMessage("insert: Cassandra failed with AllNodesFailedException [NodeUnavailableException,"
                        + " WriteTimeoutException (1 of 2 at SERIAL)]");
        assertThat(Failures.writing("insert", TABLE, new UnavailableException(NODE, ConsistencyLevel.SERIAL, 2, 1)))
                .hasMessage("insert: Cassandra failed with UnavailableException (1 of 2 at SERIAL)");
    }

    private static AllNodesFailedException all(Throwable... errors) {
        List<Map.Entry<Node, Throwable>> entries = new ArrayList<>();
        for (Throwable error : errors) {
            entries.add(new SimpleEntry<>(NODE, error));
        }
        return AllNodesFailedException.fromErrors(entries);
    }

    private static Consumer<TokenStoreException> isTrouble(Effect effect, boolean retryable) {
        return trouble -> {
            assertThat(trouble.effect()).isEqualTo(effect);
            assertThat(trouble.isRetryable()).isEqualTo(retryable);
        };
    }
}
