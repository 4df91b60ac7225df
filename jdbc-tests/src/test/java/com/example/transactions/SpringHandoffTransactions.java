package com.example.transactions;

import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.sql.Connection;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Calls the service inside Spring's transaction on the DataSource, if a transaction is active. */
final class SpringHandoffTransactions {

    private final HandoffService handoffs;
    private final JdbcTokenStore store;
    private final DataSource dataSource;

    SpringHandoffTransactions(HandoffService handoffs, JdbcTokenStore store, DataSource dataSource) {
        this.handoffs = handoffs;
        this.store = store;
        this.dataSource = dataSource;
    }

    <T> T call(Function<HandoffService, T> call) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) { // the transaction has ended
            return call.apply(handoffs);
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException("calls lock the session's row, which a read-only transaction must not do");
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            HandoffsInTransaction joined = handoffs.within(store.joining(connection));
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    joined.beforeCommit();
                }

                @Override
                public void afterCompletion(int status) {
                    if (status == STATUS_COMMITTED) {
                        joined.committed();
                    } else {
                        joined.rolledBack();
                    }
                }
            });
            return call.apply(joined.handoffs());
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
