package dev.handoff.store.jdbc.check;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Code;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Report;
import dev.handoff.store.jdbc.check.TokenStoreCheck.Rivals;
import dev.handoff.store.jdbc.internal.HandoffTable;
import dev.handoff.store.jdbc.internal.SqlFailures;
import dev.handoff.store.jdbc.internal.TableName;
import dev.handoff.store.jdbc.internal.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One run of a {@link TokenStoreCheck}: which check follows on which, what all of them use, and that no row stays. */
final class CheckRun {

    /**
     * Longer than any check, so that no purge deletes a row in use; short, so that one deletes what a killed check
     * left.
     */
    private static final Duration LIFE = Duration.ofHours(1);

    final DataSource dataSource;
    final HandoffTable table;
    final InstantSource clock;
    final LongSupplier nanos;
    final Findings findings = new Findings();
    private final @Nullable Rivals rivals;
    private final long start;
    private final long allowed;
    private final Instant end;
    private final List<String> written = new ArrayList<>();

    CheckRun(
            DataSource dataSource,
            TableName name,
            InstantSource clock,
            @Nullable Rivals rivals,
            LongSupplier nanos,
            Duration atMost) {
        this.dataSource = dataSource;
        this.table = new HandoffTable(name);
        this.clock = clock;
        this.nanos = nanos;
        this.rivals = rivals;
        this.start = nanos.getAsLong();
        this.allowed = atMost.toNanos();
        this.end = clock.instant().plus(LIFE).truncatedTo(ChronoUnit.MILLIS);
    }

    boolean isTimeUp() {
        return nanos.getAsLong() - start >= allowed;
    }

    /** Whether it is time to begin with races, if there are any. */
    boolean isHalfTimeUp() {
        return nanos.getAsLong() - start >= (rivals == null ? allowed : allowed / 2);
    }

    /** A record of a new session. */
    HandoffRecord newRecord() {
        return HandoffRecord.opened(new Stamp(hex() + hex(), hex(), 1), new SessionTerms(0, end));
    }

    /** This record's row may be there from now on, and is to be deleted in the end. */
    void willWrite(HandoffRecord record) {
        written.add(record.sessionKey());
    }

    /** What follows a record, told from all others that follow it by a number from 1. */
    static HandoffRecord next(HandoffRecord record, int mark) {
        return record.minted(new MintedAttempt(mark, Instant.EPOCH, Instant.EPOCH), 0);
    }

    /** When the sessions of all this run's rows have ended. */
    Instant afterAll() {
        return end.plusMillis(1);
    }

    Report report() throws InterruptedException {
        try {
            if (!isUsable()) {
                findings.add(Code.SKIPPED, "the rest, for the errors that were found");
            } else if (rivals == null) {
                findings.add(Code.SKIPPED, "who wins under load: give rivals(executor, 8)");
            } else {
                new Race(this, rivals).run();
            }
        } finally {
            clean();
        }
        return new Report(table.name().toString(), findings.worstFirst());
    }

    private boolean isUsable() {
        List<Connection> held = new ArrayList<>();
        try {
            if (!new ConnectionChecks(this).hold(held) || !new TableChecks(this).isUsable(held.get(0))) {
                return false;
            }
            new ReadAfterWrite(this).check(held);
            return true;
        } catch (SQLException failed) {
            findings.add(Code.CALL_FAILED, failed);
            return false;
        } finally {
            held.forEach(Transactions::close);
        }
    }

    private void clean() {
        String why = "no error";
        int left = 0;
        for (String key : written) {
            try {
                Transactions.run(dataSource, connection -> table.purge(connection, List.of(key), afterAll()));
                left += Transactions.run(dataSource, connection -> table.find(connection, key))
                                .isPresent()
                        ? 1
                        : 0;
            } catch (SQLException failed) {
                why = SqlFailures.codeOf(failed);
                left++;
            }
        }
        if (left > 0) {
            findings.add(Code.LEFTOVERS, left + " rows, " + why);
        }
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
