package dev.handoff.internal.session;

import java.time.Instant;

/**
 * What never changes in one life of a session.
 *
 * @param generation 32 lower-case hexadecimal characters, random: which life of the session
 * @param keyId the fingerprint of the key that the session was opened under
 * @param endsAt the first instant at which the session is over
 */
public record Terms(String generation, int keyId, Instant endsAt) {

    /** Without the generation, which is a part of attempt ids. */
    @Override
    public String toString() {
        return "Terms[endsAt=" + endsAt + "]";
    }
}
