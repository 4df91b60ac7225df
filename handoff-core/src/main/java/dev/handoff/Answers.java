package dev.handoff;

import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import java.util.Optional;

/** Builds the answer of a call from the session that the call read or will have written. Pure. */
final class Answers {

    private final ServiceParts parts;

    Answers(ServiceParts parts) {
        this.parts = parts;
    }

    SessionStatus status(Call call, StoredSession stored) {
        return StatusView.of(stored.session(), parts.rules(), parts.policy(), call.now());
    }

    PublicStatus publicStatus(Call call, StoredSession stored) {
        return StatusView.publicOf(stored.session(), parts.rules(), parts.policy(), call.now());
    }

    Explanation explanation(Call call, StoredSession stored) {
        Explainer explainer = new Explainer(parts.rules(), stored.session(), call.now());
        return new Explanation(
                Optional.of(status(call, stored)),
                Optional.empty(),
                explainer.facts(),
                explainer.expectations(call.moment()));
    }

    OpenedSession opened(Call call, StoredSession stored, Terms terms) {
        return new OpenedSession(status(call, stored), pageProof(call, stored, terms));
    }

    StartedSession started(Call call, StoredSession stored, Terms terms) {
        return new StartedSession(handoff(call, stored), pageProof(call, stored, terms));
    }

    Handoff handoff(Call call, StoredSession stored) {
        AttemptId attempt = AttemptId.of(stored.session());
        String attemptId = attempt.encode();
        return new Handoff(
                call.sessionId(),
                new Secret(attemptId),
                call.secrets().token(stored.session(), attemptId),
                attempt.minted().number(),
                attempt.minted().expiresAt());
    }

    Binding binding(Call call, StoredSession stored) {
        String matchCode = parts.policy().has(Safeguard.MATCH_CODE)
                ? call.secrets().matchCode(stored.session()).code()
                : null;
        return new Binding(call.sessionId(), new Binding.Written(stored, parts.seal()), matchCode);
    }

    /**
     * Returns the page proof only to the call that made the session, which is the call with the session's random
     * generation.
     */
    private Optional<Secret> pageProof(Call call, StoredSession stored, Terms terms) {
        return parts.policy().has(Safeguard.PAGE_PROOF)
                        && stored.session().terms().equals(terms)
                ? Optional.of(call.secrets().pageProof(parts.openings().started(terms, call.now())))
                : Optional.empty();
    }
}
