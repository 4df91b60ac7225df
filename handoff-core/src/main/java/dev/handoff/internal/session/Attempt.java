package dev.handoff.internal.session;

import java.time.Instant;

/**
 * The attempt that was minted last.
 *
 * @param number 1 to {@link Limits#MAX_ATTEMPT}, rising through the session
 * @param issuedAt when it was minted
 * @param expiresAt the first instant at which its token can't be consumed any more
 */
public record Attempt(int number, Instant issuedAt, Instant expiresAt) {}
