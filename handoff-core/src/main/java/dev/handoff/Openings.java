package dev.handoff;

import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Computes how sessions begin, and the attempts of unstored sessions. Pure. */
record Openings(HandoffPolicy policy) {

    /** Returns a session that is opened with its first attempt. */
    Session started(Terms terms, Instant now) {
        return Session.opened(terms, attempt(terms, 1, now));
    }

    /**
     * Returns an unstored session as it stands now, from any of its attempts before a phone came. Its attempts follow
     * from the clock, one for each reuse window, so that every node returns the same attempt without a store. Returns
     * null once the session's record may have been purged, so that the session is as unknown as a stored session then
     * is.
     */
    @Nullable
    Session unstored(AttemptId known, Instant now) {
        if (!now.isBefore(known.terms().endsAt().plus(policy.retention()))) {
            return null;
        }
        Attempt minted = known.minted();
        Duration window = policy.reuseWindow();
        long windows = Math.max(0, Duration.between(minted.issuedAt(), now).dividedBy(window));
        int number = (int) Math.min(Limits.MAX_ATTEMPT, minted.number() + windows);
        Instant issuedAt = minted.issuedAt().plus(window.multipliedBy(number - minted.number()));
        return Session.fresh(known.terms(), known.version(), attempt(known.terms(), number, issuedAt));
    }

    /**
     * Returns the session that ends every generation, for a caller that presents none. A page proof of the session ends
     * at the latest one session lifetime from now, by the clock of a node that may be ahead by anything less than the
     * retention.
     */
    Session ofEveryGeneration(int keyId, Instant now) {
        Instant end = now.plus(policy.sessionLifetime()).plus(policy.retention());
        return Session.opened(Terms.ofEveryGeneration(keyId, earlier(end, StoredRecord.LATEST_END)), null);
    }

    /** Returns the attempt of this number. Its token expires with the session at the latest. */
    Attempt attempt(Terms terms, int number, Instant issuedAt) {
        return new Attempt(number, issuedAt, earlier(issuedAt.plus(policy.tokenLifetime()), terms.endsAt()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
