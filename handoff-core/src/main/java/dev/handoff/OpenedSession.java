package dev.handoff;

import java.util.Optional;

/**
 * A session that exists. Immutable.
 *
 * @param status how it stands
 * @param pageProof the secret that proves the page later on; given once, to the call that made the session, and only
 *     where the policy asks for {@link Safeguard#PAGE_PROOF}. For the page alone: never a part of a code
 */
public record OpenedSession(SessionStatus status, Optional<Secret> pageProof) {}
