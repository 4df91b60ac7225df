package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import dev.handoff.cassandra.Cluster;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the settings of the host's session, keyspace and table affect the store, on real nodes. */
@Tag("cluster")
class HostSettingsTest {

    @Test
    void profile_lowerConsistency_changesNoStatementOfTheStore() {
        Statements seen = new Statements();
        Consumer<ProgrammaticDriverConfigLoaderBuilder> careless = options -> options.withString(
                        DefaultDriverOption.REQUEST_CONSISTENCY, "ONE")
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withString(
                        DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS, "ConstantSpeculativeExecutionPolicy")
                .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, 3)
                .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, Duration.ofNanos(1));
        try (CqlSession session = TestCluster.session(careless, seen)) {
            CassandraTokenStore store = TestCluster.store(session);
            StoredRecord record = Records.open();
            seen.statements.clear();

            for (int i = 0; i < 20; i++) {
                assertThat(store.insert(Records.open())).isTrue();
            }
            seen.await(20);
            assertThat(seen.statements)
                    .as("statements that were sent: each once")
                    .hasSize(20);
            store.insert(record);
            store.replace(record, Records.after(record));
            seen.await(22);
            assertThat(seen.statements).allSatisfy(write -> {
                assertThat(write.isIdempotent()).isFalse();
                assertThat(write.getConsistencyLevel()).isEqualTo(ConsistencyLevel.QUORUM);
                assertThat(write.getSerialConsistencyLevel()).isEqualTo(ConsistencyLevel.SERIAL);
            });
            seen.statements.clear();
            store.find(record.key());
            seen.await(1);
            assertThat(seen.statements).isNotEmpty().allSatisfy(read -> {
                assertThat(read.isIdempotent()).isTrue();
                assertThat(read.getConsistencyLevel()).isEqualTo(ConsistencyLevel.QUORUM);
            });
        }
    }

    @Test
    void write_tooFewNodesAnswer_hasUnknownEffectAndIsReadAtSerial() {
        Cluster cluster = TestCluster.get();
        Statements seen = new Statements();
        try (CqlSession session = TestCluster.session(options -> {}, seen)) {
            CassandraTokenStore store = TestCluster.store(session);
            cluster.pause(1);
            cluster.pause(2);
            TokenStoreException trouble;
            try {
                trouble = catchThrowableOfType(TokenStoreException.class, () -> store.insert(Records.open()));
            } finally {
                cluster.resume(1);
                cluster.resume(2);
            }
            TestCluster.awaitAllNodes(cluster);

            assertThat(trouble.effect()).isEqualTo(Effect.UNKNOWN);
            assertThat(trouble.isRetryable()).isTrue();
            assertThat(trouble.getSuppressed())
                    .as("failures of the read after the write")
                    .hasSize(1);
            assertThat(seen.failed)
                    .extracting(Statement::getConsistencyLevel)
                    .containsExactly(ConsistencyLevel.QUORUM, ConsistencyLevel.SERIAL);
        }
    }

    @Test
    void session_protocolVersion5_isRefused() {
        try (CqlSession session =
                TestCluster.session(options -> options.withString(DefaultDriverOption.PROTOCOL_VERSION, "V5"))) {
            assertRefused(session, TestCluster.TABLE, "advanced.protocol.version = V4");
        }
    }

    @Test
    void session_retryPolicyLowersConsistency_isRefused() {
        try (CqlSession session = TestCluster.session(options ->
                options.withString(DefaultDriverOption.RETRY_POLICY_CLASS, "ConsistencyDowngradingRetryPolicy"))) {
            assertRefused(session, TestCluster.TABLE, "advanced.retry-policy.class = DefaultRetryPolicy");
        }
    }

    @Test
    void table_missingOrWrongOrWithOneCopy_isRefusedWithAdvice() {
        try (CqlSession session = TestCluster.session()) {
            assertRefused(session, "handoff.nowhere", "the table is missing: create it with the script");
            assertRefused(session, "nowhere.nothing", "the keyspace is missing");
            TestCluster.define(
                    session,
                    "CREATE TABLE IF NOT EXISTS handoff.odd (session_key text, ends_at timestamp, stamp text, body text,"
                            + " PRIMARY KEY (session_key, stamp)) WITH read_repair = 'NONE'");
            assertRefused(session, "handoff.odd", "column ends_at", "column stamp", "read_repair = 'BLOCKING'");
            TestCluster.makeKeyspace(session, "lonely", 1);
            TestCluster.define(session, CassandraSchema.script("lonely.handoff_session"));
            assertRefused(session, "lonely.handoff_session", "one copy on 3 nodes");
        }
    }

    @Test
    void session_keyspaceMissingOrSet_isRefusedOrUsed() {
        try (CqlSession session = TestCluster.session()) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            CassandraTokenStore.builder(session, Duration.ZERO).build())
                    .withMessageContaining("app.handoff_session");
        }
        try (CqlSession session = CqlSession.builder()
                .addContactPoints(TestCluster.get().addresses())
                .withLocalDatacenter("datacenter1")
                .withKeyspace(TestCluster.KEYSPACE)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                        .build())
                .build()) {
            assertThat(CassandraTokenStore.builder(session, Duration.ZERO)
                            .build()
                            .insert(Records.open()))
                    .isTrue();
        }
    }

    @Test
    void warnings_clusterOfTheseTests_areEmpty() {
        try (CqlSession session = TestCluster.session()) {
            assertThat(TestCluster.store(session).warnings()).isEmpty();
        }
    }

    @Test
    void find_rowThatSomebodyElseWrote_throwsWithoutQuotingIt() {
        try (CqlSession session = TestCluster.session()) {
            String key = Records.open().key();
            session.execute(
                    "INSERT INTO " + TestCluster.TABLE + " (session_key, stamp, body) VALUES (?, 'odd', 'odd')", key);
            CassandraTokenStore store = TestCluster.store(session);

            TokenStoreException trouble = catchThrowableOfType(TokenStoreException.class, () -> store.find(key));
            assertThat(trouble)
                    .hasMessage(
                            "find: the row is not a valid record, because something else than the library changed it")
                    .hasNoCause();
            assertThat(trouble.isRetryable()).isFalse();
        }
    }

    private static void assertRefused(CqlSession session, String table, String... parts) {
        assertThatIllegalStateException()
                .isThrownBy(() -> CassandraTokenStore.builder(session, Duration.ofHours(24))
                        .table(table)
                        .build())
                .satisfies(refused -> assertThat(refused.getMessage()).contains(parts));
    }

    /** Records the statements that the driver sends, once for each node. */
    private static final class Statements implements RequestTracker {

        private final List<Statement<?>> statements = new CopyOnWriteArrayList<>();
        private final List<Statement<?>> failed = new CopyOnWriteArrayList<>();

        /** Waits for the statements, because the driver notifies its trackers after it returns. */
        void await(int sent) {
            Instant limit = Instant.now().plusSeconds(10);
            while (statements.size() < sent && Instant.now().isBefore(limit)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void onNodeSuccess(
                Request request, long nanos, DriverExecutionProfile profile, Node node, String logPrefix) {
            if (request instanceof Statement<?> statement) {
                statements.add(statement);
            }
        }

        @Override
        public void onError(
                Request request,
                Throwable error,
                long nanos,
                DriverExecutionProfile profile,
                Node node,
                String logPrefix) {
            if (request instanceof Statement<?> statement) {
                failed.add(statement);
            }
        }

        @Override
        public void close() {}
    }
}
