package dev.handoff.testkit.broken;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.Verdict;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** What careless stores do to the parts of records. */
final class Alterations {

    private Alterations() {}

    static HandoffRecord instants(HandoffRecord record, UnaryOperator<Instant> change) {
        MintedAttempt latest = record.latest();
        Tally tally = record.tally();
        Verdict verdict = tally.verdict();
        return new HandoffRecord(
                record.stamp(),
                new SessionTerms(
                        record.terms().keyId(), change.apply(record.terms().endsAt())),
                record.state(),
                latest == null
                        ? null
                        : new MintedAttempt(
                                latest.number(), change.apply(latest.issuedAt()), change.apply(latest.expiresAt())),
                record.claim(),
                new Tally(
                        tally.failures(),
                        verdict == null
                                ? null
                                : new Verdict(
                                        verdict.kind(), verdict.failureCode(), change.apply(verdict.recordedAt())),
                        tally.completedAt() == null ? null : change.apply(tally.completedAt())));
    }

    static HandoffRecord texts(HandoffRecord record, UnaryOperator<String> change) {
        HandoffRecord altered = claim(
                record,
                claim -> new Claim(
                        claim.attempt(), change.apply(claim.deviceHash()), claim.connection(), claim.spentThrough()));
        return verdict(
                altered,
                verdict -> verdict.failureCode() == null
                        ? verdict
                        : new Verdict(verdict.kind(), change.apply(verdict.failureCode()), verdict.recordedAt()));
    }

    static HandoffRecord stamp(HandoffRecord record, UnaryOperator<Stamp> change) {
        return new HandoffRecord(
                change.apply(record.stamp()),
                record.terms(),
                record.state(),
                record.latest(),
                record.claim(),
                record.tally());
    }

    static HandoffRecord latest(HandoffRecord record, UnaryOperator<MintedAttempt> change) {
        MintedAttempt latest = record.latest();
        return new HandoffRecord(
                record.stamp(),
                record.terms(),
                record.state(),
                latest == null ? null : change.apply(latest),
                record.claim(),
                record.tally());
    }

    static HandoffRecord claim(HandoffRecord record, UnaryOperator<Claim> change) {
        Claim claim = record.claim();
        return new HandoffRecord(
                record.stamp(),
                record.terms(),
                record.state(),
                record.latest(),
                claim == null ? null : change.apply(claim),
                record.tally());
    }

    static HandoffRecord tally(HandoffRecord record, UnaryOperator<Tally> change) {
        return new HandoffRecord(
                record.stamp(),
                record.terms(),
                record.state(),
                record.latest(),
                record.claim(),
                change.apply(record.tally()));
    }

    static HandoffRecord verdict(HandoffRecord record, UnaryOperator<Verdict> change) {
        return tally(
                record,
                tally -> new Tally(
                        tally.failures(),
                        tally.verdict() == null ? null : change.apply(tally.verdict()),
                        tally.completedAt()));
    }
}
