package dev.handoff.testkit.store.broken;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import java.time.Instant;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** What careless stores do to the parts of records. */
final class Alterations {

    private Alterations() {}

    static HandoffRecord instants(HandoffRecord record, UnaryOperator<Instant> change) {
        HandoffRecord altered = terms(record, terms -> new SessionTerms(terms.keyId(), change.apply(terms.endsAt())));
        altered = latest(
                altered,
                latest -> new MintedAttempt(
                        latest.number(), change.apply(latest.issuedAt()), change.apply(latest.expiresAt())));
        altered = progress(
                altered,
                progress -> new Progress(
                        progress.state(),
                        progress.failures(),
                        progress.completedAt() == null ? null : change.apply(progress.completedAt())));
        altered = claim(altered, claim -> claimedAt(claim, change.apply(claim.claimedAt())));
        return report(altered, report -> new OutcomeReport(report.outcome(), change.apply(report.reportedAt())));
    }

    static HandoffRecord texts(HandoffRecord record, UnaryOperator<String> change) {
        HandoffRecord altered = claim(record, claim -> deviceHash(claim, change.apply(claim.deviceHash())));
        return report(altered, report -> failureCode(report, change));
    }

    static HandoffRecord stamp(HandoffRecord record, UnaryOperator<Stamp> change) {
        return new HandoffRecord(
                change.apply(record.stamp()), record.terms(), record.progress(), record.latest(), record.claim());
    }

    static HandoffRecord version(HandoffRecord record, LongUnaryOperator change) {
        return stamp(
                record,
                stamp -> new Stamp(stamp.sessionKey(), stamp.generation(), change.applyAsLong(stamp.version())));
    }

    static HandoffRecord terms(HandoffRecord record, UnaryOperator<SessionTerms> change) {
        return new HandoffRecord(
                record.stamp(), change.apply(record.terms()), record.progress(), record.latest(), record.claim());
    }

    static HandoffRecord progress(HandoffRecord record, UnaryOperator<Progress> change) {
        return new HandoffRecord(
                record.stamp(), record.terms(), change.apply(record.progress()), record.latest(), record.claim());
    }

    static HandoffRecord latest(HandoffRecord record, UnaryOperator<MintedAttempt> change) {
        MintedAttempt latest = record.latest();
        return new HandoffRecord(
                record.stamp(),
                record.terms(),
                record.progress(),
                latest == null ? null : change.apply(latest),
                record.claim());
    }

    static HandoffRecord claim(HandoffRecord record, UnaryOperator<Claim> change) {
        Claim claim = record.claim();
        return new HandoffRecord(
                record.stamp(),
                record.terms(),
                record.progress(),
                record.latest(),
                claim == null ? null : change.apply(claim));
    }

    static HandoffRecord report(HandoffRecord record, UnaryOperator<OutcomeReport> change) {
        return claim(
                record,
                claim -> claim.report() == null
                        ? claim
                        : new Claim(
                                claim.attempt(),
                                claim.deviceHash(),
                                claim.claimedAt(),
                                claim.connection(),
                                claim.approved(),
                                claim.spentThrough(),
                                change.apply(claim.report())));
    }

    static OutcomeReport failureCode(OutcomeReport report, UnaryOperator<String> change) {
        String code = report.outcome().failureCode();
        return code == null
                ? report
                : new OutcomeReport(new Outcome(report.outcome().kind(), change.apply(code)), report.reportedAt());
    }

    static Claim claimedAt(Claim claim, Instant instant) {
        return new Claim(
                claim.attempt(),
                claim.deviceHash(),
                instant,
                claim.connection(),
                claim.approved(),
                claim.spentThrough(),
                claim.report());
    }

    static Claim deviceHash(Claim claim, String text) {
        return new Claim(
                claim.attempt(),
                text,
                claim.claimedAt(),
                claim.connection(),
                claim.approved(),
                claim.spentThrough(),
                claim.report());
    }

    static Claim connection(Claim claim, long number) {
        return new Claim(
                claim.attempt(),
                claim.deviceHash(),
                claim.claimedAt(),
                number,
                claim.approved(),
                claim.spentThrough(),
                claim.report());
    }

    static Claim approved(Claim claim, boolean approved) {
        return new Claim(
                claim.attempt(),
                claim.deviceHash(),
                claim.claimedAt(),
                claim.connection(),
                approved,
                claim.spentThrough(),
                claim.report());
    }

    static Claim spentThrough(Claim claim, int number) {
        return new Claim(
                claim.attempt(),
                claim.deviceHash(),
                claim.claimedAt(),
                claim.connection(),
                claim.approved(),
                number,
                claim.report());
    }
}
