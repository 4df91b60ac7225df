package dev.handoff.spring.boot;

import static dev.handoff.HandoffEvent.Type.CONSUMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** Calls inside JPA's transactions, which expose Hibernate's connection. */
class JpaTransactionTest extends SharedApplication {

    private static final LocalContainerEntityManagerFactoryBean HIBERNATE = hibernate();
    private static final EntityManagerFactory ENTITIES = HIBERNATE.getObject();

    private final TransactionTemplate transaction = new TransactionTemplate(new JpaTransactionManager(ENTITIES));

    @BeforeAll
    static void makeTable() {
        app.jdbc.execute("CREATE TABLE verification (id VARCHAR(100) PRIMARY KEY)");
    }

    @AfterAll
    static void close() {
        HIBERNATE.destroy();
    }

    @Test
    void consume_withAnEntity_isCommittedWithItAndNotifiedAfterwards() {
        Handoff code = app.start();

        transaction.executeWithoutResult(status -> {
            entities().persist(new Verification(code.sessionId()));
            phone.hello(app.handoffs, code).orElseThrow();
            assertThat(app.events).isEmpty();
        });

        assertThat(app.isClaimed(code)).isTrue();
        assertThat(verifications()).contains(code.sessionId());
        assertThat(app.eventTypes()).containsExactly(CONSUMED);
    }

    @Test
    void consume_withAnEntity_isRolledBackWithIt() {
        Handoff code = app.start();

        transaction.executeWithoutResult(status -> {
            entities().persist(new Verification(code.sessionId()));
            phone.hello(app.handoffs, code).orElseThrow();
            entities().flush();
            status.setRollbackOnly();
        });

        assertThat(app.isClaimed(code)).isFalse();
        assertThat(verifications()).doesNotContain(code.sessionId());
        assertThat(app.events).isEmpty();
    }

    @Test
    void status_readOnlyTransaction_isReturned() {
        Handoff code = app.start();
        transaction.setReadOnly(true);

        transaction.executeWithoutResult(status ->
                assertThat(app.handoffs.status(code.sessionId()).isOk()).isTrue());
    }

    /** An entity of the application. */
    @Entity(name = "verification")
    static class Verification {
        @Id
        String id = "";

        Verification() {}

        Verification(String id) {
            this.id = id;
        }
    }

    private static EntityManager entities() {
        return EntityManagerFactoryUtils.getTransactionalEntityManager(ENTITIES);
    }

    private static List<String> verifications() {
        return app.jdbc.queryForList("SELECT id FROM verification", String.class);
    }

    private static LocalContainerEntityManagerFactoryBean hibernate() {
        LocalContainerEntityManagerFactoryBean hibernate = new LocalContainerEntityManagerFactoryBean();
        hibernate.setDataSource(app.pool);
        hibernate.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        hibernate.setPackagesToScan(JpaTransactionTest.class.getPackageName());
        hibernate.afterPropertiesSet();
        return hibernate;
    }
}
