package com.example.micronaut;

import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.support.TransactionSynchronization;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/** Makes calls of the service a part of the transaction that runs on this thread, if there is one. */
@Singleton
public class HandoffTransactions {

    private final HandoffService handoffs;
    private final JdbcTokenStore store;
    private final TransactionOperations<Connection> transactions;

    HandoffTransactions(HandoffService handoffs, JdbcTokenStore store, TransactionOperations<Connection> transactions) {
        this.handoffs = handoffs;
        this.store = store;
        this.transactions = transactions;
    }

    public <T> T call(Function<HandoffService, T> call) {
        TransactionStatus<?> running = transactions.findTransactionStatus().orElse(null);
        if (running == null || commitsByItself(transactions.getConnection())) {
            return call.apply(handoffs);
        }
        if (running.getTransactionDefinition().isReadOnly().orElse(false)) {
            throw new IllegalStateException("calls lock the session's row, which a read-only transaction must not do");
        }
        HandoffsInTransaction joined = handoffs.within(store.joining(transactions.getConnection()));
        running.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                joined.beforeCommit();
            }

            @Override
            public void afterCompletion(Status status) {
                if (status == Status.COMMITTED) {
                    joined.committed();
                } else {
                    joined.rolledBack();
                }
            }
        });
        return call.apply(joined.handoffs());
    }

    /** A method with NOT_SUPPORTED or SUPPORTS has a status without a transaction. */
    private static boolean commitsByItself(Connection connection) {
        try {
            return connection.getAutoCommit();
        } catch (SQLException failed) {
            throw new TokenStoreException(Effect.NONE, true, "the transaction's connection failed", failed);
        }
    }
}
