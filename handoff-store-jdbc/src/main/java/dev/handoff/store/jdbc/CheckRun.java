package dev.handoff.store.jdbc;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.TokenStoreCheck.Finding;
import dev.handoff.store.jdbc.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.TokenStoreCheck.Severity;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One run of a {@link TokenStoreCheck}: which check follows on which, what was found, and that no row stays. */
final class CheckRun {

    /**
     * Longer than any check, so that no purge deletes a row in use; short, so that one deletes what a killed check
     * left.
     */
    private static final Duration LIFE = Duration.ofHours(1);

    /** No state that operators count; as long as a body can be, with what some columns change. */
    private static final String BODY = "0 check  '\"\\%_~! " + "x".repeat(StoredRecord.BODY_LENGTH - 18) + " ";

    final JdbcTokenStore store;
    final HandoffTable table;
    private final Instant end = InstantSource.system().instant().plus(LIFE).truncatedTo(ChronoUnit.MILLIS);
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    CheckRun(JdbcTokenStore store) {
        this.store = store;
        this.table = store.table();
    }

    /** Keeps every note, and of every other code what was found first. */
    void found(Code code, String detail) {
        if (code.severity() == Severity.NOTE || findings.stream().noneMatch(finding -> finding.code() == code)) {
            findings.add(new Finding(code, detail));
        }
    }

    /** What the failure itself tells, else this code. */
    void found(Code code, SQLException failed) {
        found(told(code, failed), SqlFailures.codeOf(failed));
    }

    private static Code told(Code code, SQLException failed) {
        if (SqlFailures.isReadOnly(failed)) {
            return Code.READ_ONLY;
        }
        if (SqlFailures.isOfAPooler(failed)) {
            return Code.POOLER;
        }
        return SqlFailures.isTimeout(failed) ? Code.TIMEOUT : code;
    }

    /** A record of a new session, whose row is deleted in the end. */
    StoredRecord newRecord() {
        String key = hex() + hex();
        written.add(key);
        return new StoredRecord(key, hex(), end, BODY);
    }

    /** What may follow a record, equal to no other. */
    static StoredRecord next(StoredRecord record) {
        return new StoredRecord(record.key(), hex(), record.endsAt(), record.body());
    }

    /** Whether this is what is found under a key: this very record, or nothing. */
    boolean holds(Connection connection, String key, @Nullable StoredRecord expected) throws SQLException {
        try {
            return table.on(connection, (sql, it) -> sql.find(it, key)).equals(Optional.ofNullable(expected));
        } catch (TokenStoreException malformed) {
            // not even a record
            return false;
        }
    }

    /** As a purge does; the keys are this run's own, so that their end need not have come. */
    int delete(Connection connection, List<String> keys) throws SQLException {
        return table.on(connection, (sql, it) -> sql.purge(it, keys, StoredRecord.LATEST_END));
    }

    Report report(@Nullable Executor executor, int rivals, Duration atMost) throws InterruptedException {
        try {
            if (!isUsable()) {
                found(Code.SKIPPED, "the rest, for the errors that were found");
            } else if (executor == null) {
                found(Code.SKIPPED, "who wins under load: give rivals(executor, 8)");
            } else {
                new Race(this, executor, rivals).run(atMost);
            }
        } finally {
            clean();
        }
        findings.sort(Comparator.comparing(finding -> finding.code().severity()));
        return new Report(table.name().toString(), findings);
    }

    private boolean isUsable() {
        List<Connection> held = new ArrayList<>();
        try {
            return new ConnectionChecks(this).hold(held) && new TableChecks(this, held).isUsable();
        } catch (SQLException failed) {
            found(Code.CALL_FAILED, failed);
            return false;
        } finally {
            held.forEach(HandoffTable::close);
        }
    }

    private void clean() {
        if (written.isEmpty()) {
            return;
        }
        String why = "no error";
        int left = 0;
        try {
            table.run((sql, connection) -> delete(connection, written));
        } catch (SQLException failed) {
            why = SqlFailures.codeOf(failed);
        }
        for (String key : written) {
            try {
                left += table.run((sql, connection) -> holds(connection, key, null)) ? 0 : 1;
            } catch (SQLException failed) {
                why = SqlFailures.codeOf(failed);
                left++;
            }
        }
        if (left > 0) {
            found(Code.LEFTOVERS, left + " rows, " + why);
        }
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
