package dev.handoff.faults;

import dev.handoff.HandoffsInTransaction;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A node with JTA, Narayana and Agroal, set up as docs/transactions.md describes. Thread-safe. */
final class JtaNode extends TransactionNode {

    /** Silenced, because it logs each transaction that a fault ends. */
    private static final Logger NARAYANA = Logger.getLogger("com.arjuna");

    static {
        NARAYANA.setLevel(Level.OFF);
    }

    private final TransactionManager manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private final TransactionSynchronizationRegistry registry =
            new com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple();
    private final AgroalDataSource enlisted;
    private final AgroalDataSource outsideOfTransactions;
    private final JdbcTokenStore store;
    private final Services services;

    JtaNode(String name, String url, String user) throws SQLException {
        super(name, new NodeClock());
        enlisted = pool(url, user, true);
        outsideOfTransactions = pool(url, user, false);
        store = new JdbcTokenStore(outsideOfTransactions);
        services = Services.of(store, clock(), Ring.of("first"));
    }

    private AgroalDataSource pool(String url, String user, boolean isEnlisted) throws SQLException {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> {
                    pool.maxSize(4)
                            .acquisitionTimeout(Duration.ofMillis(250))
                            .validateOnBorrow(true)
                            .connectionFactoryConfiguration(
                                    factory -> factory.jdbcUrl(url).principal(new NamePrincipal(user)));
                    if (isEnlisted) {
                        pool.transactionIntegration(new NarayanaTransactionIntegration(manager, registry));
                    }
                    return pool;
                });
        return AgroalDataSource.from(configuration);
    }

    /** Sets the folder for Narayana's files. Call this before the first transaction. */
    static void keepFilesIn(Path folder) {
        for (String kept : new String[] {"", "communicationStore.", "stateStore."}) {
            System.setProperty("ObjectStoreEnvironmentBean." + kept + "objectStoreDir", folder.toString());
        }
    }

    @Override
    Answer inTransaction(boolean isUnstored, Work work, Course course) throws Exception {
        manager.begin();
        try {
            Connection connection = enlisted.getConnection();
            HandoffsInTransaction joined = services.one(isUnstored).within(store.joining(connection));
            registry.registerInterposedSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {
                    joined.beforeCommit();
                    close(connection);
                }

                @Override
                public void afterCompletion(int status) {
                    if (status == Status.STATUS_COMMITTED) {
                        joined.committed();
                    } else {
                        joined.rolledBack();
                        close(connection);
                    }
                }
            });
            Answer answer = work.run(joined.handoffs(), connection);
            course.isAtCommit = true;
            manager.commit();
            return answer;
        } finally {
            if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
                manager.rollback();
            }
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IllegalStateException("the transaction's connection failed", failed);
        }
    }

    @Override
    public void close() {
        enlisted.close();
        outsideOfTransactions.close();
    }
}
