package dev.handoff.spi;

import java.time.Instant;

/**
 * The attempt that was minted last.
 *
 * @param number 1 to 2<sup>24</sup> − 1, rising through the session
 * @param issuedAt when it was minted
 * @param expiresAt the first instant at which its token is no longer accepted for consumption
 */
public record MintedAttempt(int number, Instant issuedAt, Instant expiresAt) {

    /** The highest number that an attempt can have. */
    public static final int MAX_NUMBER = 0xFF_FFFF;

    public MintedAttempt {
        Check.range(number, 1, MAX_NUMBER, "attempt number");
        Check.instant(issuedAt, "instant of issue");
        Check.instant(expiresAt, "token expiry");
    }
}
