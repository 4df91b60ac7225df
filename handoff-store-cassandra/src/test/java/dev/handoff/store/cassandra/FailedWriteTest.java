package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exceptions of the store after results and failures that a real cluster can't produce on demand. */
class FailedWriteTest {

    private static final Node NODE = odd(Node.class, (self, method, values) -> null);

    private final StoredRecord record = Records.open();

    @Test
    void write_answerLostAndReplacedByOthers_hasUnknownEffect() {
        Row later =
                odd(Row.class, (self, method, values) -> Records.after(record).stamp());
        CassandraTokenStore store = store(new DriverTimeoutException("lost"), answer(true, later, 3));

        assertThatThrownBy(() -> store.insert(record)).satisfies(hasEffect(Effect.UNKNOWN));
    }

    @Test
    void write_driverRetriedAfterADecidedWrite_hasUnknownEffect() {
        UnavailableException commit = new UnavailableException(NODE, ConsistencyLevel.QUORUM, 2, 1);
        UnavailableException again = new UnavailableException(NODE, ConsistencyLevel.SERIAL, 2, 1);
        CassandraTokenStore alone = store(again, answer(false, null, 3));
        assertThatThrownBy(() -> alone.insert(record)).satisfies(hasEffect(Effect.NONE));

        again.setExecutionInfo(after(commit));
        CassandraTokenStore store = store(again, answer(false, null, 3));
        assertThatThrownBy(() -> store.insert(record)).satisfies(hasEffect(Effect.UNKNOWN));
    }

    @Test
    void failure_ignoredByAPolicyOfTheHost_throws() {
        CassandraTokenStore store = store(null, answer(true, null, 0));

        assertThatThrownBy(() -> store.insert(record)).satisfies(hasEffect(Effect.UNKNOWN));
        assertThatThrownBy(() -> store.find(record.key())).satisfies(hasEffect(Effect.NONE));
    }

    private static Consumer<Throwable> hasEffect(Effect effect) {
        return trouble -> assertThat(trouble)
                .isInstanceOfSatisfying(
                        TokenStoreException.class, it -> assertThat(it.effect()).isEqualTo(effect));
    }

    /** Returns a store over a session that fails once with this exception, and then returns this result. */
    private static CassandraTokenStore store(@Nullable DriverException once, ResultSet then) {
        DriverException[] failure = {once};
        BoundStatement bound = odd(BoundStatement.class, (self, method, values) -> self);
        PreparedStatement prepared = odd(PreparedStatement.class, (self, method, values) -> bound);
        CqlSession session = odd(CqlSession.class, (self, method, values) -> {
            DriverException now = failure[0];
            if (method.getName().equals("execute") && now != null) {
                failure[0] = null;
                throw now;
            }
            return method.getName().equals("execute") ? then : prepared;
        });
        return new CassandraTokenStore(
                CassandraTokenStore.builder(session, Duration.ofHours(24)), TableName.of("app.sessions"), List.of());
    }

    private static ResultSet answer(boolean isApplied, @Nullable Row row, int columns) {
        return odd(ResultSet.class, (self, method, values) -> switch (method.getName()) {
            case "wasApplied" -> isApplied;
            case "one" -> row;
            case "getColumnDefinitions" -> odd(ColumnDefinitions.class, (its, size, none) -> columns);
            default -> after();
        });
    }

    private static ExecutionInfo after(DriverException... failures) {
        List<Map.Entry<Node, Throwable>> errors = new ArrayList<>();
        for (DriverException failure : failures) {
            errors.add(new SimpleEntry<>(NODE, failure));
        }
        return odd(ExecutionInfo.class, (self, method, values) -> errors);
    }

    private static <T> T odd(Class<T> type, InvocationHandler answers) {
        return type.cast(
                Proxy.newProxyInstance(FailedWriteTest.class.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
