package dev.handoff.faults;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.spring.boot.HandoffAutoConfiguration;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

/** A node on Spring, whose service joins Spring's transactions automatically. Thread-safe. */
final class SpringNode extends TransactionNode {

    private final HikariDataSource pool;
    private final TransactionTemplate transactions;
    private final AnnotationConfigApplicationContext stored;
    private final AnnotationConfigApplicationContext unstored;

    SpringNode(String name, String url, String user) {
        super(name, new NodeClock());
        pool = JdbcStage.newPool(url, user, JdbcStage.POOL_SIZE, JdbcStage.OF_PHONES);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        stored = context(Opening.STORED);
        unstored = context(Opening.UNSTORED);
    }

    private AnnotationConfigApplicationContext context(Opening opening) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("node", Map.of("handoff.namespace", opening.name())));
        context.registerBean(DataSource.class, () -> pool, definition -> definition.setDestroyMethodName(""));
        context.registerBean(HandoffKeys.class, () -> Ring.of("first").keys());
        context.registerBean(HandoffPolicy.class, () -> Services.policy(opening));
        context.registerBean(InstantSource.class, this::clock);
        context.register(HandoffAutoConfiguration.class);
        context.refresh();
        return context;
    }

    @Override
    Answer inTransaction(boolean isUnstored, Work work, Course course) throws Exception {
        HandoffService handoffs = (isUnstored ? unstored : stored).getBean(HandoffService.class);
        Answer answer = transactions.execute(status -> {
            try {
                Answer worked = work.run(handoffs, DataSourceUtils.getConnection(pool));
                course.isAtCommit = true;
                return worked;
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
        return Objects.requireNonNull(answer);
    }

    @Override
    public void close() {
        stored.close();
        unstored.close();
        pool.close();
    }
}
