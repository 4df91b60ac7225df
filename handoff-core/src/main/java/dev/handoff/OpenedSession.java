package dev.handoff;

import java.util.Optional;

/**
 * The answer of opening a session. Immutable.
 *
 * @param status the session's status
 * @param pageProof the page proof, which only the call that made the session returns; always empty if the policy does
 *     not ask for {@link Safeguard#PAGE_PROOF}. Give it to the page alone, and never put it into a code
 */
public record OpenedSession(SessionStatus status, Optional<Secret> pageProof) {}
