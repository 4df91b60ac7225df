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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;

/** Makes calls of the service a part of the JTA transaction that runs on this thread, where there is one. */
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
        if (!isInTransaction()) {
            return call.apply(handoffs);
        }
        try (Connection connection = enlisted.getConnection()) {
            HandoffsInTransaction joined = handoffs.within(store.joining(connection));
            calls().add(joined);
            return call.apply(joined.handoffs());
        } catch (SQLException failed) {
            transactions.setRollbackOnly();
            throw new IllegalStateException("the transaction's connection failed", failed);
        }
    }

    /**
     * When listeners are notified, the transaction is committed, and nothing can join it any more. One that ran out of
     * time is rolled back, but this thread may still believe in it: there, no call must be committed by itself.
     */
    private boolean isInTransaction() {
        int status = transactions.getTransactionStatus();
        return status != Status.STATUS_NO_TRANSACTION && status != Status.STATUS_COMMITTED;
    }

    @SuppressWarnings("unchecked")
    private List<HandoffsInTransaction> calls() {
        if (transactions.getResource(this) instanceof List<?> known) {
            return (List<HandoffsInTransaction>) known;
        }
        // one synchronization for all calls keeps the order of their events
        List<HandoffsInTransaction> calls = new CopyOnWriteArrayList<>();
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                calls.forEach(HandoffsInTransaction::beforeCommit);
            }

            @Override
            public void afterCompletion(int status) {
                calls.forEach(
                        status == Status.STATUS_COMMITTED
                                ? HandoffsInTransaction::committed
                                : HandoffsInTransaction::rolledBack);
            }
        });
        transactions.putResource(this, calls);
        return calls;
    }
}
