package dev.handoff;

import dev.handoff.internal.keys.SessionKeys;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a call answers, made of the record that it read or will have written. Pure. */
final class Answers {

    private final ServiceParts parts;

    Answers(ServiceParts parts) {
        this.parts = parts;
    }

    SessionStatus status(Call call, HandoffRecord record) {
        return StatusView.of(record, parts.rules(), parts.policy(), call.now());
    }

    PublicStatus publicStatus(Call call, HandoffRecord record) {
        return StatusView.publicOf(record, parts.rules(), parts.policy(), call.now());
    }

    Explanation explanation(Call call, HandoffRecord record) {
        Explainer explainer = new Explainer(parts.rules(), record, call.now());
        return new Explanation(status(call, record), explainer.facts(), explainer.expectations());
    }

    OpenedSession opened(Call call, HandoffRecord record) {
        return new OpenedSession(status(call, record), Optional.ofNullable(pageProof(call, record)));
    }

    /** A code, and with it the page's proof where this very call opened the session. */
    Handoff handoff(Call call, HandoffRecord record) {
        AttemptId attempt = AttemptId.of(record);
        String attemptId = attempt.encode();
        return new Handoff(
                call.sessionId(),
                new Secret(attemptId),
                new Secret(keysOf(record).token(call.encodedId(), attemptId)),
                attempt.minted().number(),
                attempt.minted().expiresAt(),
                pageProof(call, record));
    }

    Binding binding(Call call, HandoffRecord record) {
        Claim claim = claimOf(record);
        String matchCode = parts.policy().has(Safeguard.MATCH_CODE)
                ? PresentedPage.matchCode(keysOf(record), call.encodedId(), record, claim)
                        .code()
                : null;
        return new Binding(call.sessionId(), new Binding.Written(record, parts.sessionKeys()), claim, matchCode);
    }

    List<String> matchChoices(Call call, HandoffRecord record) {
        return PresentedPage.matchCode(keysOf(record), call.encodedId(), record, claimOf(record))
                .choices();
    }

    String challenge(Call call, HandoffRecord record) {
        return keysOf(record).challenge(call.encodedId(), call.phone().attempt().encode(), record.nextConnection());
    }

    private @Nullable Secret pageProof(Call call, HandoffRecord record) {
        return parts.policy().has(Safeguard.PAGE_PROOF) && call.hasOpened(record)
                ? new Secret(keysOf(record)
                        .pageProof(call.encodedId(), record.stamp().generation()))
                : null;
    }

    private SessionKeys keysOf(HandoffRecord record) {
        return Objects.requireNonNull(
                parts.ring().find(record.terms().keyId()), "the rules let nothing pass whose key is not known");
    }

    private static Claim claimOf(HandoffRecord record) {
        return Objects.requireNonNull(record.claim(), "the rules let nothing pass that is not claimed");
    }
}
