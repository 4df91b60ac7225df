package dev.handoff.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStore;
import dev.handoff.spring.boot.HandoffActuatorAutoConfiguration;
import dev.handoff.spring.boot.HandoffAutoConfiguration;
import dev.handoff.spring.boot.HandoffCassandraAutoConfiguration;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.TestPhone;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.cassandra.CassandraAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which store an application on Spring Boot gets, with Boot's own session on the cluster. */
class SpringBootTest {

    private final ApplicationContextRunner onCassandra = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HandoffAutoConfiguration.class,
                    HandoffCassandraAutoConfiguration.class,
                    HandoffActuatorAutoConfiguration.class,
                    CassandraAutoConfiguration.class))
            // what the driver's own configuration file says in an application
            .withSystemProperties("datastax-java-driver.advanced.protocol.version=V4")
            .withPropertyValues(
                    "handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
                    "spring.cassandra.contact-points=127.0.0.1:"
                            + Clusters.shared().clientPort(),
                    "spring.cassandra.local-datacenter=datacenter1",
                    "spring.cassandra.keyspace-name=" + CassandraCluster.KEYSPACE,
                    "spring.cassandra.request.timeout=10s");

    @Test
    void sessionWithoutDataSource_handsOverOnCassandra() {
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
                    assertThat(Clusters.store(2).find(handoffs.sessionKey(code.sessionId())))
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
    void sessionBesideDataSource_isUsedOnlyIfItIsChosen() {
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
    void session_withAStoreOfTheApplications_isLeftAlone() {
        onCassandra
                .withBean(MemoryTokenStore.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(CqlSession.class)
                        .getBean(TokenStore.class)
                        .isInstanceOf(MemoryTokenStore.class));
    }

    @Test
    void settings_thatAreNotFit_endTheStartWithWhatToDo() {
        onCassandra
                .withPropertyValues("handoff.table=not_there")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("There is no table not_there"));
        onCassandra
                .withPropertyValues("handoff.retention=1m")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("retention must be 5 minutes or more"));
        onCassandra
                .withSystemProperties("datastax-java-driver.advanced.protocol.version=V5")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("advanced.protocol.version = V4"));
    }
}
