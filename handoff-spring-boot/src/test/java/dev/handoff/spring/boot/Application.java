package dev.handoff.spring.boot;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with a database, for tests that run transactions and handoffs in it. */
final class Application implements AutoCloseable {

    final HikariDataSource pool;
    final JdbcTemplate jdbc;
    final HandoffService handoffs;
    final List<HandoffEvent> events = new CopyOnWriteArrayList<>();
    private final JdbcTransactionManager transactions;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    Application(HikariDataSource pool) {
        this(pool, pool);
    }

    /** Starts an application whose {@code DataSource} bean may be a proxy of the pool. */
    Application(HikariDataSource pool, DataSource bean) {
        this.pool = pool;
        this.jdbc = new JdbcTemplate(pool);
        this.transactions = new JdbcTransactionManager(bean);
        context.registerBean(DataSource.class, () -> bean);
        if (!pool.isAutoCommit()) {
            context.registerBean(JdbcTokenStore.class, () -> new JdbcTokenStore(bean).withOwnConnections());
        }
        context.registerBean(HandoffKeys.class, HandoffKeys::random);
        context.registerBean("recorder", HandoffListener.class, () -> events::add);
        context.register(HandoffAutoConfiguration.class);
        context.refresh();
        this.handoffs = context.getBean(HandoffService.class);
    }

    Handoff start() {
        Handoff code = handoffs.start("vs_" + UUID.randomUUID()).orElseThrow().handoff();
        events.clear();
        return code;
    }

    /** Returns another service in the same transactions, with unstored sessions. */
    HandoffService unstored() {
        return HandoffService.builder()
                .store(context.getBean(TokenStore.class))
                .keys(context.getBean(HandoffKeys.class))
                .policy(HandoffPolicy.defaults()
                        .withOpening(HandoffPolicy.Opening.UNSTORED)
                        .withSafeguards(Safeguard.PAGE_PROOF))
                .build();
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(transactions);
    }

    TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = transaction();
        template.setPropagationBehavior(propagation);
        return template;
    }

    TransactionTemplate nested() {
        return transaction(TransactionDefinition.PROPAGATION_NESTED);
    }

    void writeRow(String note) {
        jdbc.update("INSERT INTO host_row VALUES (?)", note);
    }

    List<String> rows() {
        return jdbc.queryForList("SELECT note FROM host_row ORDER BY note", String.class);
    }

    /** Returns whether the session is claimed, as seen from outside of the transaction. */
    boolean isClaimed(Handoff code) {
        boolean[] claimed = new boolean[1];
        transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED).executeWithoutResult(status -> {
            claimed[0] = handoffs.status(code.sessionId()).orElseThrow().isClaimed();
        });
        return claimed[0];
    }

    List<HandoffEvent.Type> eventTypes() {
        return events.stream().map(HandoffEvent::type).toList();
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
