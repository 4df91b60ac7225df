package dev.handoff.internal.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that was consumed last, and the device that is bound by it. Present from the first consumption on.
 *
 * @param attempt the attempt's number
 * @param deviceHash 1 to 64 characters of visible ASCII
 * @param claimedAt when the attempt was consumed, which bound the device
 * @param connection the session's latest connection number, from 1, rising through the whole session
 * @param nonce of the call that made this connection: a consumption that was rolled back and the one that came instead
 *     may be alike in everything else
 * @param spentThrough every attempt up to this number is spent; never less than {@code attempt}
 * @param approved whether the person at the page has said that this is their phone; false where nobody is asked
 * @param report how the attempt went, null while it is in progress
 */
public record Claim(
        int attempt,
        String deviceHash,
        Instant claimedAt,
        long connection,
        String nonce,
        int spentThrough,
        boolean approved,
        @Nullable Report report) {

    /** After the bound device came back. */
    Claim onNextConnection(String newNonce) {
        return new Claim(attempt, deviceHash, claimedAt, connection + 1, newNonce, spentThrough, approved, report);
    }

    /** After the person at the page approved the phone. */
    Claim withApproval() {
        return new Claim(attempt, deviceHash, claimedAt, connection, nonce, spentThrough, true, report);
    }

    /** After the host reported an outcome. */
    Claim withReport(Report outcome, int lastSpent) {
        return new Claim(attempt, deviceHash, claimedAt, connection, nonce, lastSpent, approved, outcome);
    }

    /** Without device hash and nonce. */
    @Override
    public String toString() {
        return "Claim[attempt=" + attempt + ", connection=" + connection + ", approved=" + approved + ", spentThrough="
                + spentThrough + "]";
    }
}
