package dev.handoff.internal.session;

import java.time.Instant;

/**
 * What never changes in one generation of a session.
 *
 * @param generation 32 random lower-case hexadecimal characters; zeros stand for every generation
 * @param keyId the id of the key that the session was opened under
 * @param endsAt the first instant at which the session is over
 */
public record Terms(String generation, int keyId, Instant endsAt) {

    private static final String EVERY_GENERATION = "0".repeat(Limits.GENERATION_LENGTH);

    /**
     * Returns the terms of a session that the backend cancelled without a record, and so without its generation: every
     * generation of the session ends.
     */
    public static Terms ofEveryGeneration(int keyId, Instant endsAt) {
        return new Terms(EVERY_GENERATION, keyId, endsAt);
    }

    /** Checks whether every generation of the session has ended. */
    public boolean areOfEveryGeneration() {
        return generation.equals(EVERY_GENERATION);
    }

    /** Omits the generation, which is a part of attempt ids. */
    @Override
    public String toString() {
        return "Terms[endsAt=" + endsAt + "]";
    }
}
