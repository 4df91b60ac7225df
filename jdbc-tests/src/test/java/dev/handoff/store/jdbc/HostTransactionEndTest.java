package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.Outcome;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens before and after the end of a host's transaction. */
class HostTransactionEndTest {

    private static final HostTransactions H2 =
            new HostTransactions(Databases.H2, Connection.TRANSACTION_READ_COMMITTED);

    private final List<HandoffEvent> notified = new ArrayList<>();
    private final String device = "device-1";

    /** A host may call the joined service after the end of its transaction: the call must neither write nor notify. */
    @Test
    void anyCall_afterTheEndOfTheTransaction_throwsAndNotifiesNobody() throws Exception {
        HandoffService outside = service(H2);
        Handoff code = TestHost.start(outside);
        notified.clear();
        try (Connection connection = H2.begin()) {
            HandoffsInTransaction inside = H2.joining(outside, connection);
            new TestPhone(inside.handoffs(), device).scans(code).saysHello().orElseThrow();
            connection.rollback();
            inside.rolledBack();
            inside.committed();

            assertThat(notified).isEmpty();
            assertThatThrownBy(() -> inside.handoffs().status(code.sessionId()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the transaction is over");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.handoff.store.jdbc.HostTransactions#everywhere")
    void beforeCommit_afterAFailedStatementOfTheHost_throwsUnlessTheCommitSucceeds(HostTransactions host)
            throws Exception {
        HandoffService outside = service(host);
        Handoff code = TestHost.start(outside);
        boolean isCommitted = false;
        try (Connection connection = host.begin()) {
            HandoffsInTransaction inside = host.joining(outside, connection);
            new TestPhone(inside.handoffs(), device).scans(code).saysHello().orElseThrow();
            assertThatThrownBy(() -> TestHost.execute(connection, "INSERT INTO nowhere VALUES (1)"))
                    .isInstanceOf(SQLException.class);
            try {
                inside.beforeCommit();
                connection.commit();
                isCommitted = true;
            } catch (TokenStoreException failed) {
                connection.rollback();
            }
        }
        assertThat(outside.status(code.sessionId()).orElseThrow().isClaimed()).isEqualTo(isCommitted);
    }

    @Test
    void beforeCommit_afterAFailedCallThatTheHostCaught_throwsLikeEveryLaterCall() throws Exception {
        HandoffService outside = service(H2);
        Handoff code = TestHost.start(outside);
        try (Connection connection = H2.begin();
                Connection rival = H2.begin()) {
            TestHost.execute(rival, "UPDATE handoff_session SET stamp = stamp");
            TestHost.execute(connection, "SET LOCK_TIMEOUT 50");
            HandoffsInTransaction inside = H2.joining(outside, connection);
            inside.beforeCommit();

            assertThatThrownBy(() -> inside.handoffs().finish(code.sessionId(), Outcome.succeeded()))
                    .isInstanceOf(TokenStoreException.class);
            rival.rollback();
            assertThatThrownBy(() -> inside.handoffs().finish(code.sessionId(), Outcome.succeeded()))
                    .isInstanceOf(TokenStoreException.class);
            assertThatThrownBy(inside::beforeCommit)
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("must be rolled back");
            connection.rollback();
            TestHost.execute(connection, "SET LOCK_TIMEOUT 10000");
        }
    }

    private HandoffService service(HostTransactions host) {
        return TestHost.service(host.database().store()).listener(notified::add).build();
    }
}
