package dev.handoff;

import java.util.Optional;

/**
 * The answer of starting a session. Immutable.
 *
 * @param handoff what a phone needs to take the session over
 * @param pageProof as in {@link OpenedSession}
 */
public record StartedSession(Handoff handoff, Optional<Secret> pageProof) {}
