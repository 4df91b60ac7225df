package dev.handoff.internal.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that was consumed last, and the device that it bound. A session has a claim from its first consumption
 * on.
 *
 * @param attempt the attempt's number
 * @param deviceHash 1 to 64 characters of visible ASCII
 * @param claimedAt when the attempt was consumed, which bound the device
 * @param connection the number of the session's latest connection, from 1, rising through the whole session
 * @param nonce the nonce of the call that made this connection: a consumption that was rolled back and the next
 *     consumption may be equal in everything else
 * @param spentThrough every attempt up to this number is spent; never less than {@code attempt}
 * @param approved whether the person at the page approved the phone; false if no match code is asked for
 * @param report the outcome of the attempt, null while it is in progress, and if the session ended without an outcome
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

    /** Returns the claim after the bound device came back. */
    Claim onNextConnection(String newNonce) {
        return new Claim(attempt, deviceHash, claimedAt, connection + 1, newNonce, spentThrough, approved, report);
    }

    /** Returns the claim after the person at the page approved the phone. */
    Claim withApproval() {
        return new Claim(attempt, deviceHash, claimedAt, connection, nonce, spentThrough, true, report);
    }

    /** Returns the claim after the host reported an outcome. */
    Claim withReport(Report outcome, int lastSpent) {
        return new Claim(attempt, deviceHash, claimedAt, connection, nonce, lastSpent, approved, outcome);
    }

    /** Omits device hash and nonce. */
    @Override
    public String toString() {
        return "Claim[attempt=" + attempt + ", connection=" + connection + ", approved=" + approved + ", spentThrough="
                + spentThrough + "]";
    }
}
