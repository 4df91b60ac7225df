package com.example.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.example.transactions.HandoffTransactionsContract;
import dev.handoff.HandoffEvent.Type;
import dev.handoff.HandoffRefusedException;
import dev.handoff.HandoffService;
import dev.handoff.testkit.TestPhone;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class HandoffTransactionsTest extends HandoffTransactionsContract {

    @Inject
    HandoffTransactions transactions;

    @Inject
    Phones phones;

    @Inject
    HandoffService outside;

    @Inject
    HostService host;

    @Inject
    javax.sql.DataSource enlisted;

    @Inject
    @DataSource("handoff")
    javax.sql.DataSource ownConnections;

    @Inject
    TransactionManager manager;

    @Inject
    TransactionSynchronizationRegistry registry;

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
    protected javax.sql.DataSource joining() {
        return enlisted;
    }

    @Override
    protected javax.sql.DataSource ownConnections() {
        return ownConnections;
    }

    @Override
    protected RecordedEvents events() {
        return events;
    }

    @Override
    protected Class<? extends Exception> stoppedCommit() {
        return RollbackException.class;
    }

    @Test
    void beanOfTheHost_secondPhone_isRefusedWithoutARow() throws Exception {
        phones.hello(code().sessionId(), new TestPhone(outside).scans(code()).credentials());
        assertThrows(
                HandoffRefusedException.class,
                () -> phones.hello(
                        code().sessionId(), new TestPhone(outside).scans(code()).credentials()));

        assertEquals(1, rows());
        assertEquals(List.of(Type.CONSUMED, Type.REFUSED), events().types());
    }

    @Test
    void call_afterSetRollbackOnly_writesNothing() throws Exception {
        required(() -> {
            registry.setRollbackOnly();
            assertThrows(RuntimeException.class, () -> hello("first"));
            return null;
        });

        assertFalse(isBound());
        assertEquals(List.of(), events().types());
    }

    @Test
    void call_afterTheTransactionsTimeout_writesNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        manager.setTransactionTimeout(1);
        manager.begin();
        manager.setTransactionTimeout(0);
        manager.getTransaction().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                over.countDown();
            }
        });
        hello("first").orElseThrow();
        over.await();

        assertThrows(IllegalStateException.class, () -> hello("first"));
        assertThrows(RollbackException.class, manager::commit);
        assertFalse(isBound());
        assertEquals(List.of(), events().types());
    }
}
