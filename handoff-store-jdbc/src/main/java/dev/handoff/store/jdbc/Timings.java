package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Timing;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** How long the store's operations take, one after the other. */
final class Timings {

    private static final int MOST_ROUNDS = 2_000;
    private static final Duration SLOW = Duration.ofMillis(50);

    private final DataSource dataSource;
    private final JdbcTokenStore store;
    private final Rows rows;
    private final ProbeRows probes;
    private final Findings findings;
    private final Deadline deadline;
    private final Samples inserts = new Samples("insert");
    private final Samples finds = new Samples("find");
    private final Samples replacements = new Samples("replace");

    Timings(
            DataSource dataSource,
            JdbcTokenStore store,
            Rows rows,
            ProbeRows probes,
            Findings findings,
            Deadline deadline) {
        this.dataSource = dataSource;
        this.store = store;
        this.rows = rows;
        this.probes = probes;
        this.findings = findings;
        this.deadline = deadline;
    }

    List<Timing> measure() {
        try {
            for (int round = 0; round < MOST_ROUNDS && !deadline.isOver(); round++) {
                HandoffRecord record = probes.fresh();
                HandoffRecord next = ProbeRows.next(record, 1);
                inserts.time(() -> store.insert(record));
                finds.time(() -> store.find(record.sessionKey()));
                replacements.time(() -> store.replace(record, next));
                probes.delete(dataSource, rows, record);
            }
        } catch (TokenStoreException failed) {
            failed(String.valueOf(failed.getMessage()));
        } catch (SQLException failed) {
            failed(SqlStates.describe("delete", failed));
        }
        if (!replacements.taken.isEmpty() && replacements.percentile(50).compareTo(SLOW) > 0) {
            findings.warning(
                    Code.SLOW,
                    String.format(
                            Locale.ROOT,
                            "Half of all replacements take longer than %.0f ms with nobody in their way: look for the way"
                                    + " to the database, its disk and its replicas' acknowledgements.",
                            replacements.percentile(50).toNanos() / 1e6));
        }
        return Stream.of(inserts, finds, replacements)
                .filter(samples -> !samples.taken.isEmpty())
                .map(Samples::timing)
                .toList();
    }

    private void failed(String what) {
        findings.error(
                Code.CALL_FAILED, "A call with nobody in its way failed (" + what + "): look into the database's log.");
    }

    /** How long one operation took. */
    private final class Samples {

        private final String operation;
        private final List<Duration> taken = new ArrayList<>();

        Samples(String operation) {
            this.operation = operation;
        }

        void time(Runnable call) {
            long start = deadline.now();
            call.run();
            taken.add(Duration.ofNanos(deadline.now() - start));
        }

        /** The least duration that so many of a hundred calls did not exceed. */
        Duration percentile(int percent) {
            Collections.sort(taken);
            return taken.get((taken.size() * percent + 99) / 100 - 1);
        }

        Timing timing() {
            return new Timing(operation, taken.size(), percentile(50), percentile(95));
        }
    }
}
