package com.example.quarkus;

import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.store.jdbc.JdbcTokenStore;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/** Makes calls of the service a part of the JTA transaction that runs on this thread, if there is one. */
@Singleton
public class HandoffTransactions {

    private final HandoffService handoffs;
    private final JdbcTokenStore store;
    private final DataSource enlisted;
    private final TransactionSynchronizationRegistry transactions;

    HandoffTransactions(
            HandoffService handoffs,
            JdbcTokenStore store,
            DataSource enlisted,
            TransactionSynchronizationRegistry transactions) {
        this.handoffs = handoffs;
        this.store = store;
        this.enlisted = enlisted;
        this.transactions = transactions;
    }

    public <T> T call(Function<HandoffService, T> call) {
        return call.apply(isInTransaction() ? joined().handoffs() : handoffs);
    }

    /**
     * When listeners are notified, the transaction is committed, and no call can join it. After a timeout, the transaction
     * is rolled back but may still be associated with this thread: no call must be committed alone then.
     */
    private boolean isInTransaction() {
        int status = transactions.getTransactionStatus();
        return status != Status.STATUS_NO_TRANSACTION && status != Status.STATUS_COMMITTED;
    }

    /** All calls of the transaction share one object, which keeps the order of their events. */
    private HandoffsInTransaction joined() {
        if (transactions.getResource(this) instanceof HandoffsInTransaction known) {
            return known;
        }
        try {
            Connection connection = enlisted.getConnection();
            HandoffsInTransaction joined = handoffs.within(store.joining(connection));
            transactions.registerInterposedSynchronization(new Synchronization() {
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
            transactions.putResource(this, joined);
            return joined;
        } catch (SQLException failed) {
            transactions.setRollbackOnly();
            throw new IllegalStateException("the transaction's connection failed", failed);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IllegalStateException("the transaction's connection failed", failed);
        }
    }
}
