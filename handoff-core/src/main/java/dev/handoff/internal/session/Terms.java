package dev.handoff.internal.session;

import java.time.Instant;

/**
 * What never changes in one life of a session.
 *
 * @param generation 32 lower-case hexadecimal characters, random: which life of the session; zeros for every life
 * @param keyId the fingerprint of the key that the session was opened under
 * @param endsAt the first instant at which the session is over
 */
public record Terms(String generation, int keyId, Instant endsAt) {

    private static final String EVERY_LIFE = "0".repeat(Limits.GENERATION_LENGTH);

    /** Of a session that the backend cancelled while only its page knew which life it is in: they all end. */
    public static Terms ofEveryLife(int keyId, Instant endsAt) {
        return new Terms(EVERY_LIFE, keyId, endsAt);
    }

    /** Whether every life of the session has ended. */
    public boolean areOfEveryLife() {
        return generation.equals(EVERY_LIFE);
    }

    /** Without the generation, which is a part of attempt ids. */
    @Override
    public String toString() {
        return "Terms[endsAt=" + endsAt + "]";
    }
}
