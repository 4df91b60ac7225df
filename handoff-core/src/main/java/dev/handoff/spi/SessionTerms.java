package dev.handoff.spi;

import java.time.Instant;

/**
 * Under which key and until when a session runs.
 *
 * @param keyId the key's fingerprint, 0 to 65,535; changes only where the key left the ring before anything was
 *     consumed
 * @param endsAt the first instant at which the session is over; never changes
 */
public record SessionTerms(int keyId, Instant endsAt) {

    public SessionTerms {
        Check.range(keyId, 0, Limits.MAX_KEY_ID, "key id");
        Check.instant(endsAt, "end of session");
    }
}
