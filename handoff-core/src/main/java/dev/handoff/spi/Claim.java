package dev.handoff.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that was consumed last, and the device that is bound by it. Present from the first consumption on, until
 * the record is purged.
 *
 * @param attempt the attempt's number
 * @param deviceHash 1 to 64 characters of visible ASCII, compared by core only
 * @param claimedAt when the attempt was consumed, which bound the device
 * @param connection the session's latest connection number, from 1, rising through the whole session
 * @param approved whether the person at the page has said that this is their phone; false where nobody is asked
 * @param spentThrough every attempt up to this number is spent; never less than {@code attempt}
 * @param report how the attempt went, null while it is in progress
 */
public record Claim(
        int attempt,
        String deviceHash,
        Instant claimedAt,
        long connection,
        boolean approved,
        int spentThrough,
        @Nullable OutcomeReport report) {

    public Claim {
        Check.range(attempt, 1, Limits.MAX_ATTEMPT, "claimed attempt");
        Check.visibleAscii(deviceHash, "device hash");
        Check.instant(claimedAt, "instant of consumption");
        Check.range(connection, 1, Long.MAX_VALUE, "connection number");
        Check.range(spentThrough, attempt, Limits.MAX_ATTEMPT, "last spent attempt");
    }

    /** The outcome that was reported of the attempt, null while it is in progress. */
    public @Nullable Outcome outcome() {
        return report == null ? null : report.outcome();
    }

    /** After the bound device came back. */
    Claim onNextConnection() {
        return new Claim(attempt, deviceHash, claimedAt, connection + 1, approved, spentThrough, report);
    }

    /** After the person at the page approved the phone. */
    Claim withApproval() {
        return new Claim(attempt, deviceHash, claimedAt, connection, true, spentThrough, report);
    }

    /** After the host reported an outcome. */
    Claim withReport(OutcomeReport outcome, int lastSpent) {
        return new Claim(attempt, deviceHash, claimedAt, connection, approved, lastSpent, outcome);
    }

    /** Without the device hash. */
    @Override
    public String toString() {
        return "Claim[attempt=" + attempt + ", connection=" + connection + ", approved=" + approved + ", spentThrough="
                + spentThrough + "]";
    }
}
