package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.testkit.TestPhone;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code joining} takes part in Spring's transactions; a store over a joining proxy is refused before it commits. */
class SpringTransactionTest {

    private final DataSource plain = Databases.POSTGRESQL.pool();
    private final JdbcTemplate host = new JdbcTemplate(plain);
    private final TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(plain));

    @BeforeEach
    void makeHostTable() {
        host.execute("CREATE TABLE IF NOT EXISTS host_row (note VARCHAR(100))");
        host.execute("DELETE FROM host_row");
    }

    @Test
    void transactionAwareProxy_givenToThePlainStore_isRefusedAndCommitsNothing() {
        HandoffService wrong = TestHost.service(new JdbcTokenStore(new TransactionAwareDataSourceProxy(plain)))
                .build();

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    host.update("INSERT INTO host_row VALUES ('must not be committed')");
                    wrong.open(TestHost.newSession());
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing was done, because auto-commit is off");
        assertThat(hostRows()).isZero();
    }

    /** The lazy proxy reports auto-commit on until it opens a connection. */
    @Test
    void lazyProxyOfAJoiningProxy_givenToThePlainStore_isRefusedAndCommitsNothing() {
        JdbcTokenStore wrong =
                new JdbcTokenStore(new LazyConnectionDataSourceProxy(new TransactionAwareDataSourceProxy(plain)));
        transaction.executeWithoutResult(status -> {
            host.update("INSERT INTO host_row VALUES ('must not be committed')");
            assertThatThrownBy(() -> wrong.find("0".repeat(64))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> JdbcSchema.createIfMissing(wrong)).isInstanceOf(IllegalStateException.class);
            status.setRollbackOnly();
        });

        assertThat(hostRows()).isZero();
    }

    @Test
    void transactionAwareProxy_refusedInsideATransaction_leavesTheTransactionUsable() {
        HandoffService wrong = TestHost.service(new JdbcTokenStore(new TransactionAwareDataSourceProxy(plain)))
                .build();
        transaction.executeWithoutResult(status -> {
            host.update("INSERT INTO host_row VALUES ('before')");
            assertThatThrownBy(() -> wrong.status("s")).isInstanceOf(IllegalStateException.class);
            host.update("INSERT INTO host_row VALUES ('after')");
        });

        assertThat(hostRows()).isEqualTo(2);
    }

    @Test
    void lazyProxy_withoutJoiningProxy_works() {
        HandoffService handoffs = TestHost.service(new LazyConnectionDataSourceProxy(plain));

        assertThat(handoffs.start(TestHost.newSession()).isOk()).isTrue();
    }

    @Test
    void joining_connectionOfSpring_commitsAndRollsBackWithTheHost() {
        HandoffService outside = TestHost.service(plain);
        Handoff code = TestHost.start(outside);

        transaction.executeWithoutResult(status -> {
            hello(outside, code);
            status.setRollbackOnly();
        });
        assertThat(outside.status(code.sessionId()).orElseThrow().isClaimed()).isFalse();
        transaction.executeWithoutResult(status -> hello(outside, code));
        assertThat(outside.status(code.sessionId()).orElseThrow().isClaimed()).isTrue();
    }

    private void hello(HandoffService outside, Handoff code) {
        HandoffService inside = outside.within(new JdbcTokenStore(plain).joining(DataSourceUtils.getConnection(plain)))
                .handoffs();
        new TestPhone(inside).scans(code).saysHello().orElseThrow();
    }

    private int hostRows() {
        return host.queryForObject("SELECT COUNT(*) FROM host_row", Integer.class);
    }
}
