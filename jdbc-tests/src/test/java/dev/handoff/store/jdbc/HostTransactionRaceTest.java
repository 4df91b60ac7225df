package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Phones that consume a code at the same moment, each in a transaction of the host. */
class HostTransactionRaceTest {

    private static final int RIVALS = 24;
    private static final int ROUNDS = 5;

    @ParameterizedTest
    @MethodSource("dev.handoff.store.jdbc.HostTransactions#everywhere")
    void consume_manyTransactionsOfWhichHalfRollBack_bindsExactlyOnePhone(HostTransactions host) throws Exception {
        race(host, TestHost.service(host.database().pool()));
    }

    @ParameterizedTest
    @MethodSource("dev.handoff.store.jdbc.HostTransactions#everywhere")
    void consume_unstoredSessionInManyTransactions_bindsExactlyOnePhone(HostTransactions host) throws Exception {
        race(host, TestHost.unstored(host.database().pool()));
    }

    private static void race(HostTransactions host, HandoffService outside) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Handoff code = TestHost.start(outside);
            List<Callable<Boolean>> rivals = new ArrayList<>();
            for (int rival = 0; rival < RIVALS; rival++) {
                boolean commits = rival % 2 == 0;
                rivals.add(() -> helloAndEnd(host, outside, code, commits));
            }

            assertThat(together(rivals)).as("bindings that were committed").containsOnlyOnce(true);
            assertThat(outside.backendStatus(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.IN_PROGRESS);
        }
    }

    /** Runs a host's transaction, and runs it again if it lost a race, as hosts do. */
    private static boolean helloAndEnd(HostTransactions host, HandoffService outside, Handoff code, boolean commits)
            throws SQLException {
        String rival = "device-" + UUID.randomUUID();
        while (true) {
            try (Connection connection = host.begin()) {
                try {
                    boolean bound = new TestPhone(host.inside(outside, connection), rival)
                            .scans(code)
                            .saysHello()
                            .isOk();
                    if (!commits) {
                        connection.rollback();
                        return false;
                    }
                    connection.commit();
                    return bound;
                } catch (TokenStoreException | SQLException lost) {
                    connection.rollback();
                }
            }
        }
    }

    private static List<Boolean> together(List<Callable<Boolean>> rivals) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(rivals.size());
        try {
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> future : threads.invokeAll(rivals)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
