package dev.handoff.spi;

import java.time.Instant;

/**
 * The attempt that was minted last.
 *
 * @param number 1 to {@link Limits#MAX_ATTEMPT}, rising through the session
 * @param issuedAt when it was minted
 * @param expiresAt the first instant at which its token is no longer accepted for consumption
 */
public record MintedAttempt(int number, Instant issuedAt, Instant expiresAt) {

    public MintedAttempt {
        Check.range(number, 1, Limits.MAX_ATTEMPT, "attempt number");
        Check.instant(issuedAt, "instant of issue");
        Check.instant(expiresAt, "token expiry");
    }
}
