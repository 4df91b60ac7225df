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

/**
 * One run of a {@link TokenStoreCheck}: runs the checks in order, collects the findings and deletes the check's rows.
 */
final class CheckRun {

    /**
     * How long the check's rows live. No check takes that long, so no purge deletes a row in use. If the process is
     * killed, a purge deletes the rows after this time.
     */
    private static final Duration LIFE = Duration.ofHours(1);

    /**
     * A body of the greatest length, with characters that some columns change. It names no state that operators count.
     */
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

    /** Adds a finding. Of errors and warnings, only the first one with the same code is kept. */
    void found(Code code, String detail) {
        if (code.severity() == Severity.NOTE || findings.stream().noneMatch(finding -> finding.code() == code)) {
            findings.add(new Finding(code, detail));
        }
    }

    /** Adds a finding with the code that the failure itself names, or with the given code. */
    void found(Code code, SQLException failed) {
        found(codeFor(failed, code), SqlFailures.codeOf(failed));
    }

    private static Code codeFor(SQLException failed, Code otherwise) {
        if (SqlFailures.isReadOnly(failed)) {
            return Code.READ_ONLY;
        }
        if (SqlFailures.isFromPooler(failed)) {
            return Code.POOLER;
        }
        return SqlFailures.isTimeout(failed) ? Code.TIMEOUT : otherwise;
    }

    /** Makes a record of a new session. Its row is deleted at the end of the run. */
    StoredRecord newRecord() {
        String key = hex() + hex();
        written.add(key);
        return new StoredRecord(key, hex(), end, BODY);
    }

    /** Makes a successor of the record, with a new random stamp. */
    static StoredRecord next(StoredRecord record) {
        return new StoredRecord(record.key(), hex(), record.endsAt(), record.body());
    }

    /** Checks whether the key has exactly this record, or no record if null is expected. */
    boolean holds(Connection connection, String key, @Nullable StoredRecord expected) throws SQLException {
        try {
            return table.on(connection, (sql, it) -> sql.find(it, key)).equals(Optional.ofNullable(expected));
        } catch (TokenStoreException malformed) {
            // the row holds no valid record
            return false;
        }
    }

    /** Deletes rows as a purge does, also before their session's end. All keys belong to this run. */
    int delete(Connection connection, List<String> keys) throws SQLException {
        return table.on(connection, (sql, it) -> sql.purge(it, keys, StoredRecord.LATEST_END));
    }

    Report report(@Nullable Executor executor, int rivals, Duration atMost) throws InterruptedException {
        try {
            if (!isUsable()) {
                found(Code.SKIPPED, "the remaining checks, because errors were found");
            } else if (executor == null) {
                found(Code.SKIPPED, "the race: to run it, call rivals(executor, 8)");
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
            found(Code.LEFTOVERS, left + " rows; " + why);
        }
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
