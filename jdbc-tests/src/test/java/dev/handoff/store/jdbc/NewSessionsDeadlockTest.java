package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffService;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** If a database locks gaps between keys, inserts that first read the table deadlock with each other. */
class NewSessionsDeadlockTest {

    private static final int THREADS = 8;
    private static final int SESSIONS_OF_A_THREAD = 1000;

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"MYSQL", "MARIADB"})
    void open_eightThousandSessionsByEightThreads_neverDeadlocks(Databases database) throws Exception {
        TestHost.execute(database.pool(), "SET GLOBAL innodb_monitor_enable = 'lock_deadlocks'");
        assertThat(isolation(database)).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
        HandoffService handoffs = TestHost.service(database.pool());
        long before = deadlocks(database);

        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> openers = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                openers.add(() -> {
                    for (int i = 0; i < SESSIONS_OF_A_THREAD; i++) {
                        handoffs.open(TestHost.newSession()).orElseThrow();
                    }
                    return null;
                });
            }
            for (Future<Void> opened : threads.invokeAll(openers)) {
                opened.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(deadlocks(database)).isEqualTo(before);
    }

    private static int isolation(Databases database) throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            return connection.getTransactionIsolation();
        }
    }

    private static long deadlocks(Databases database) throws SQLException {
        return TestHost.number(
                database.pool(), "SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'");
    }
}
