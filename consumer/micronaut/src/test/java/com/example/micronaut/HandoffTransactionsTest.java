package com.example.micronaut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.example.transactions.HandoffTransactionsContract;
import com.example.transactions.Postgres;
import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStoreException;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandoffTransactionsTest extends HandoffTransactionsContract implements TestPropertyProvider {

    @Override
    public Map<String, String> getProperties() {
        return Map.of("datasources.default.url", Postgres.url(), "datasources.default.username", Postgres.USER);
    }

    @Inject
    HandoffTransactions transactions;

    @Inject
    HandoffService outside;

    @Inject
    HostService host;

    @Inject
    DataSource joining;

    @Inject
    TransactionOperations<Connection> running;

    @Inject
    RecordedEvents events;

    @Override
    protected <T> T call(Function<HandoffService, T> call) {
        return transactions.call(call);
    }

    @Override
    protected HandoffService outside() {
        return outside;
    }

    @Override
    protected <T> T required(Callable<T> work) throws Exception {
        return host.required(work);
    }

    @Override
    protected <T> T requiresNew(Callable<T> work) throws Exception {
        return host.requiresNew(work);
    }

    @Override
    protected <T> T notSupported(Callable<T> work) throws Exception {
        return host.notSupported(work);
    }

    @Override
    protected DataSource joining() {
        return joining;
    }

    @Override
    protected DataSource ownConnections() {
        return DelegatingDataSource.unwrapDataSource(joining);
    }

    @Override
    protected RecordedEvents events() {
        return events;
    }

    @Override
    protected Class<? extends Exception> stoppedCommit() {
        return TokenStoreException.class;
    }

    @Test
    void call_afterSetRollbackOnly_writesNothing() throws Exception {
        required(() -> {
            running.findTransactionStatus().orElseThrow().setRollbackOnly();
            return hello("first");
        });

        assertFalse(isBound());
        assertEquals(List.of(), events().types());
    }

    @Test
    void call_inAReadOnlyTransaction_throws_andThePlainServiceReads() throws Exception {
        host.readOnly(() -> {
            assertThrows(IllegalStateException.class, () -> hello("first"));
            assertFalse(isBound());
            return null;
        });
    }
}
