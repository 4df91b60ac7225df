package dev.handoff.store.jdbc.check;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Replaces a record on one connection and reads it on the others: how long that takes, and what they see. */
final class ReadAfterWrite {

    private static final int ROUNDS = 100;
    /** Fewer say nothing of how long calls take. */
    private static final int ENOUGH = 20;

    private static final double SLOW_MILLIS = 50;

    private final CheckRun run;
    private final List<Long> nanosTaken = new ArrayList<>();

    ReadAfterWrite(CheckRun run) {
        this.run = run;
    }

    void check(List<Connection> held) throws SQLException {
        HandoffRecord current = run.newRecord();
        HandoffRecord first = current;
        run.willWrite(first);
        Transactions.on(held.get(0), it -> run.table.insert(it, first));
        for (int round = 1; round <= ROUNDS; round++) {
            if (round > held.size() && run.isHalfTimeUp()) {
                // every connection has written once
                break;
            }
            Connection writer = held.get(round % held.size());
            HandoffRecord next = CheckRun.next(current, round);
            if (!isReplaced(writer, current, next)) {
                run.findings.add(Code.WRITE_SKIPPED, "update number " + round);
                continue;
            }
            current = next;
            for (Connection reader : held) {
                if (!Transactions.on(reader, it -> run.table.find(it, next.sessionKey()))
                        .equals(Optional.of(next))) {
                    run.findings.add(Code.STALE_READS, "after update number " + round);
                }
            }
        }
        reportLatency();
    }

    private boolean isReplaced(Connection writer, HandoffRecord expected, HandoffRecord next) throws SQLException {
        long start = run.nanos.getAsLong();
        try {
            return Transactions.on(writer, it -> run.table.replace(it, expected, next));
        } catch (SQLException failed) {
            // a cluster may find only at the commit that another node knows better
            if (SqlFailures.isSerializationFailure(failed)) {
                return false;
            }
            throw failed;
        } finally {
            nanosTaken.add(run.nanos.getAsLong() - start);
        }
    }

    private void reportLatency() {
        Collections.sort(nanosTaken);
        double median = nanosTaken.get(nanosTaken.size() / 2) / 1e6;
        double most = nanosTaken.get(nanosTaken.size() * 19 / 20) / 1e6;
        run.findings.add(
                median > SLOW_MILLIS && nanosTaken.size() >= ENOUGH ? Code.SLOW : Code.MEASURED,
                String.format(
                        Locale.ROOT, "half of the replacements took %.3f ms at most, 19 of 20 %.3f", median, most));
    }
}
