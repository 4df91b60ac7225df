package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestPhone;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several nodes purge while others consume: ended sessions are deleted once, and live sessions keep working. */
class PurgeWhileConsumingTest {

    private static final String TABLE = "purged";
    private static final int ENDED = 300;
    private static final int LIVE = 100;
    private static final int PURGERS = 3;

    @ParameterizedTest
    @EnumSource(Databases.class)
    void purge_onManyNodesWhileOthersConsume_deletesOnlyEndedSessions(Databases database) throws Exception {
        DataSource pool = database.pool();
        createEmpty(pool);
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        HandoffService handoffs = TestHost.service(
                        new JdbcTokenStore(pool).withOwnConnections().withTable(TABLE))
                .policy(HandoffPolicy.defaults().withRetention(Duration.ofHours(1)))
                .clock(clock)
                .build();
        Handoff ended = start(handoffs, ENDED).get(0);
        clock.advance(Duration.ofHours(2));
        Handoff justEnded = start(handoffs, 1).get(0);
        clock.advance(Duration.ofMinutes(61));
        List<Handoff> live = start(handoffs, LIVE);

        ExecutorService threads = Executors.newFixedThreadPool(PURGERS + 1);
        try {
            List<Future<Integer>> purging = new ArrayList<>();
            for (int i = 0; i < PURGERS; i++) {
                purging.add(threads.submit(() -> purgeAll(handoffs)));
            }
            Future<Integer> consuming = threads.submit(() -> consumeAll(handoffs, live));

            int purged = 0;
            for (Future<Integer> count : purging) {
                purged += count.get();
            }
            purged += purgeAll(handoffs);
            assertThat(purged).isEqualTo(ENDED);
            assertThat(consuming.get()).isEqualTo(LIVE);
        } finally {
            threads.shutdownNow();
        }
        assertThat(handoffs.status(ended.sessionId())).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(new TestPhone(handoffs).scans(justEnded).saysHello())
                .as("within the retention, a late phone gets the true reason")
                .isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
    }

    private static int purgeAll(HandoffService handoffs) {
        int all = 0;
        int purged;
        do {
            purged = handoffs.purge(20);
            all += purged;
        } while (purged > 0);
        return all;
    }

    private static int consumeAll(HandoffService handoffs, List<Handoff> codes) {
        int consumed = 0;
        for (Handoff code : codes) {
            consumed += new TestPhone(handoffs).scans(code).saysHello().isOk() ? 1 : 0;
        }
        return consumed;
    }

    private static List<Handoff> start(HandoffService handoffs, int count) {
        List<Handoff> codes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            codes.add(TestHost.start(handoffs));
        }
        return codes;
    }

    private static void createEmpty(DataSource pool) throws SQLException {
        JdbcSchema.createIfMissing(new JdbcTokenStore(pool).withOwnConnections().withTable(TABLE));
        TestHost.execute(pool, "DELETE FROM " + TABLE);
    }
}
