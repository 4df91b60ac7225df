package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What several connections at once tell: whether they can be had, and whether each sees what another committed. */
final class HeldConnections {

    private static final int WANTED = 4;
    private static final int ROUNDS = 300;
    private static final String NOBODYS_KEY = "0".repeat(64);

    private final DataSource dataSource;
    private final Rows rows;
    private final ProbeRows probes;
    private final Findings findings;
    private final Deadline deadline;

    HeldConnections(DataSource dataSource, Rows rows, ProbeRows probes, Findings findings, Deadline deadline) {
        this.dataSource = dataSource;
        this.rows = rows;
        this.probes = probes;
        this.findings = findings;
        this.deadline = deadline.half();
    }

    /** Holds connections one after the other, so that a pool has to give different ones. */
    void check() {
        if (findings.has(Code.POOL_SMALL)) {
            findings.note(Code.SKIPPED, "Reads right after writes were not checked: that takes two connections.");
            return;
        }
        List<Connection> held = new ArrayList<>();
        try {
            hold(held);
            if (held.size() > 1) {
                readAfterWrites(held);
            }
        } catch (SQLException failed) {
            if (SqlStates.isReadOnly(failed)) {
                findings.error(
                        Code.READ_ONLY,
                        "Some connections refuse to write (" + SqlStates.codeOf(failed)
                                + "): let the DataSource lead to the primary only.");
            } else {
                findings.error(
                        Code.CALL_FAILED,
                        "A read or write with nobody in its way failed with " + SqlStates.codeOf(failed)
                                + ": look into the database's log.");
            }
        } finally {
            held.forEach(Transactions::close);
        }
    }

    private void hold(List<Connection> held) {
        try {
            while (held.size() < WANTED) {
                held.add(connect());
            }
        } catch (SQLException refused) {
            if (held.size() < 2) {
                ConnectionChecks.tooSmall(findings, refused);
            } else {
                findings.warning(
                        Code.POOL_SMALL,
                        "No more than " + held.size() + " connections could be held at once ("
                                + SqlStates.codeOf(refused) + "): allow the pool " + WANTED + " or more.");
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            // some connect when first used
            Transactions.on(connection, it -> rows.find(it, NOBODYS_KEY));
            return connection;
        } catch (SQLException failed) {
            Transactions.close(connection);
            throw failed;
        }
    }

    private void readAfterWrites(List<Connection> held) throws SQLException {
        HandoffRecord first = probes.fresh();
        Transactions.on(held.get(0), it -> rows.insert(it, first));
        HandoffRecord current = first;
        int reads = 0;
        int stale = 0;
        int lost = 0;
        for (int round = 1; round <= ROUNDS && !deadline.isOver(); round++) {
            HandoffRecord expected = current;
            HandoffRecord next = ProbeRows.next(expected, round);
            Connection writer = held.get(round % held.size());
            if (!isReplaced(writer, expected, next)) {
                lost++;
                continue;
            }
            current = next;
            for (Connection reader : held) {
                if (reader != writer) {
                    reads++;
                    Optional<HandoffRecord> seen = Transactions.on(reader, it -> rows.find(it, next.sessionKey()));
                    stale += seen.equals(Optional.of(next)) ? 0 : 1;
                }
            }
        }
        report(reads, stale, lost);
    }

    private boolean isReplaced(Connection writer, HandoffRecord expected, HandoffRecord next) throws SQLException {
        try {
            return Transactions.on(writer, it -> rows.replace(it, expected, next));
        } catch (SQLException failed) {
            // a cluster may find only at the commit that another node knows better
            if (SqlStates.isSerializationFailure(failed)) {
                return false;
            }
            throw failed;
        }
    }

    private void report(int reads, int stale, int lost) {
        if (reads + lost == 0) {
            findings.note(Code.SKIPPED, "Time was up before reads right after writes were checked: allow more.");
        }
        if (stale > 0) {
            findings.error(
                    Code.STALE_READS,
                    stale + " of " + reads
                            + " reads did not see what was committed right before: let the DataSource lead"
                            + " to the primary only, or make the cluster's reads wait (wsrep_sync_wait=1).");
        }
        if (lost > 0) {
            findings.error(
                    Code.NO_WINNER,
                    lost + " replacements changed nothing though nobody rivalled them: see that all connections lead to"
                            + " one database, and that nothing between changes statements or row counts.");
        }
    }
}
