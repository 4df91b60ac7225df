package dev.handoff.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStore;
import dev.handoff.spring.boot.HandoffActuatorAutoConfiguration;
import dev.handoff.spring.boot.HandoffAutoConfiguration;
import dev.handoff.spring.boot.HandoffCassandraAutoConfiguration;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.TestPhone;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.cassandra.CassandraAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which store an application on Spring Boot gets if Boot configures a session to the cluster. */
class SpringBootTest {

    private static final String KEYSPACE = "handoff";

    /** Ends with the process. */
    private static final Cluster CLUSTER = Cluster.start(1);

    @BeforeAll
    static void makeTable() {
        try (CqlSession session = CqlSession.builder()
                .addContactPoints(CLUSTER.addresses())
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
                        .build())
                .build()) {
            session.execute("CREATE KEYSPACE " + KEYSPACE
                    + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute(CassandraSchema.script(KEYSPACE + ".handoff_session"));
        }
    }

    private final ApplicationContextRunner onCassandra = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HandoffAutoConfiguration.class,
                    HandoffCassandraAutoConfiguration.class,
                    HandoffActuatorAutoConfiguration.class,
                    CassandraAutoConfiguration.class))
            // in an application, the driver's configuration file contains this setting
            .withSystemProperties("datastax-java-driver.advanced.protocol.version=V4")
            .withPropertyValues(
                    "handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
                    "spring.cassandra.contact-points=" + CLUSTER.contactPoints(),
                    "spring.cassandra.local-datacenter=datacenter1",
                    "spring.cassandra.keyspace-name=" + KEYSPACE,
                    "spring.cassandra.request.timeout=10s");

    @Test
    void sessionWithoutDataSource_default_usesCassandra() {
        onCassandra
                .withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.transaction"))
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .getBean(TokenStore.class)
                            .isInstanceOf(CassandraTokenStore.class);
                    HandoffService handoffs = context.getBean(HandoffService.class);
                    Handoff code = handoffs.start("vs_" + UUID.randomUUID() + UUID.randomUUID())
                            .orElseThrow()
                            .handoff();
                    TestPhone phone = new TestPhone(handoffs).scans(code);
                    phone.saysHello().orElseThrow();
                    phone.finishes(Outcome.succeeded()).orElseThrow();
                    assertThat(context.getBean(CassandraTokenStore.class).find(handoffs.sessionKey(code.sessionId())))
                            .isPresent();
                    assertThat(handoffs.status(code.sessionId()).orElseThrow().state())
                            .isEqualTo(SessionState.SUCCEEDED);
                    assertThat(context.getBean("handoffHealthIndicator", HealthIndicator.class)
                                    .health()
                                    .getStatus())
                            .isEqualTo(Status.UP);
                });
    }

    @Test
    void sessionAndDataSource_default_useJdbcUnlessCassandraIsChosen() {
        ApplicationContextRunner both = onCassandra
                .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withBean(DataSource.class, JdbcDataSource::new);

        both.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(CassandraTokenStore.class)
                .hasSingleBean(TokenStore.class));
        both.withPropertyValues("handoff.store=cassandra")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .getBean(TokenStore.class)
                        .isInstanceOf(CassandraTokenStore.class));
    }

    @Test
    void session_applicationHasAStore_isNotUsed() {
        onCassandra
                .withBean(MemoryTokenStore.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(CqlSession.class)
                        .getBean(TokenStore.class)
                        .isInstanceOf(MemoryTokenStore.class));
    }

    @Test
    void settings_wrongTableOrProtocol_failTheStartWithAdvice() {
        onCassandra
                .withPropertyValues("handoff.table=not_there")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("the table is missing"));
        onCassandra
                .withPropertyValues("handoff.table=Not.A.Name")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("a table's name must be a plain identifier"));
        onCassandra
                .withSystemProperties("datastax-java-driver.advanced.protocol.version=V5")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("advanced.protocol.version = V4"));
    }
}
