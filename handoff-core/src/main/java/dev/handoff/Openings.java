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

/** Sessions as they are before anything happened to them, and their attempts. Pure. */
record Openings(HandoffPolicy policy) {

    /** A session that is opened with its first attempt. */
    Session started(Terms terms, Instant now) {
        return Session.opened(terms, attempt(terms, 1, now));
    }

    /**
     * An unstored session as it stands now, by any attempt of the time before a phone came. Its attempts follow from
     * the clock, one a reuse window, so that every node hands out the same without a store. Null once a record of it
     * may have been purged: then it is as unknown as a stored one.
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
     * What a session is cancelled as of which nothing is presented. Its proofs end one session lifetime from now at the
     * latest, by the clock of a node that may be ahead by anything less than the retention.
     */
    Session ofEveryLife(int keyId, Instant now) {
        Instant end = now.plus(policy.sessionLifetime()).plus(policy.retention());
        return Session.opened(Terms.ofEveryLife(keyId, earlier(end, StoredRecord.LATEST_END)), null);
    }

    /** The attempt of this number; its token expires with the session at the latest. */
    Attempt attempt(Terms terms, int number, Instant issuedAt) {
        return new Attempt(number, issuedAt, earlier(issuedAt.plus(policy.tokenLifetime()), terms.endsAt()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
