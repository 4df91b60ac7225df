package com.example.quarkus;

import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.jdbc.JdbcTokenStore;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
        Calls calls = calls();
        try (Connection connection = enlisted.getConnection()) {
            HandoffsInTransaction joined = handoffs.within(store.joining(connection));
            calls.joined.add(joined);
            return call.apply(joined.handoffs());
        } catch (TokenStoreException failed) {
            calls.failure = failed;
            throw failed;
        } catch (SQLException failed) {
            calls.failure = new TokenStoreException(Effect.NONE, true, "the transaction's connection failed", failed);
            throw calls.failure;
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

    private Calls calls() {
        if (transactions.getResource(this) instanceof Calls known) {
            return known;
        }
        Calls calls = new Calls();
        transactions.registerInterposedSynchronization(calls);
        transactions.putResource(this, calls);
        return calls;
    }

    /** The calls of one transaction. One synchronization for all of them keeps the order of their events. */
    private static final class Calls implements Synchronization {

        private final List<HandoffsInTransaction> joined = new ArrayList<>();
        private TokenStoreException failure;

        @Override
        public void beforeCompletion() {
            if (failure != null) {
                throw failure; // so nothing is committed, and the host knows, also where it caught the exception
            }
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                joined.forEach(HandoffsInTransaction::committed);
            }
        }
    }
}
