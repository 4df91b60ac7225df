package dev.handoff;

import java.util.Optional;

/**
 * A session with a code. Immutable.
 *
 * @param handoff the code, for whoever may take the session over
 * @param pageProof the secret that proves the page later on; given once, to the call that made the session, and only
 *     where the policy asks for {@link Safeguard#PAGE_PROOF}. For the page alone: never a part of a code
 */
public record StartedSession(Handoff handoff, Optional<Secret> pageProof) {}
