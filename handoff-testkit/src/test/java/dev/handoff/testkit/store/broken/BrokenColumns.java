package dev.handoff.testkit.store.broken;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.SessionTerms;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores with columns that are missing, forgotten or too narrow. */
final class BrokenColumns {

    private static final String INSERTED = "insert_recordOfEveryShape_comesBackEqual";
    private static final String REPLACED = "replace_byARecordOfEveryShape_comesBackEqual";
    private static final String NUMBERS = "numbers_ofEveryWidth_comeBackEqual";

    private BrokenColumns() {}

    static Stream<BrokenStore> all() {
        return Stream.of(missing(), notUpdated(), narrow()).flatMap(stores -> stores);
    }

    private static Stream<BrokenStore> missing() {
        return Stream.of(
                written("lost milliseconds", INSERTED, BrokenColumns::wholeSeconds),
                written("key id dropped", INSERTED, BrokenColumns::withoutKeyId),
                written(
                        "instant of issue dropped",
                        INSERTED,
                        latest(latest -> new MintedAttempt(latest.number(), latest.expiresAt(), latest.expiresAt()))),
                written(
                        "last spent attempt dropped",
                        INSERTED,
                        claim(claim -> Alterations.spentThrough(claim, claim.attempt()))),
                written("instant of consumption dropped", INSERTED, claim(BrokenColumns::claimedAtReport)),
                written("approval dropped", INSERTED, claim(claim -> Alterations.approved(claim, false))),
                written("every claimed phone approved", INSERTED, claim(claim -> Alterations.approved(claim, true))),
                written(
                        "number of failures dropped",
                        INSERTED,
                        progress(progress -> new Progress(progress.state(), 0, progress.completedAt()))),
                written(
                        "failure code dropped",
                        INSERTED,
                        report(report -> Alterations.failureCode(report, code -> "x"))),
                written("retryable failures kept as failures", INSERTED, report(BrokenColumns::finalFailure)),
                written("instant of completion dropped", INSERTED, BrokenColumns::withoutCompletion),
                written("the epoch taken for no instant", INSERTED, BrokenColumns::withoutEpoch));
    }

    private static Stream<BrokenStore> notUpdated() {
        return Stream.of(
                replaced("instant of completion not updated", BrokenColumns::withoutCompletion),
                replaced("key id not updated", BrokenColumns::withoutKeyId),
                replaced("approval not updated", claim(claim -> Alterations.approved(claim, false))));
    }

    private static Stream<BrokenStore> narrow() {
        return Stream.of(
                written(
                        "version kept in 31 bits",
                        "versions_upToTheHighest_comeBackEqual",
                        record -> Alterations.version(record, version -> Math.min(version, Integer.MAX_VALUE))),
                written(
                        "version as a 32-bit floating-point number",
                        NUMBERS,
                        record -> Alterations.version(
                                record, version -> Math.min((long) (float) version, Limits.MAX_VERSION))),
                written(
                        "attempt number kept in 16 bits",
                        NUMBERS,
                        latest(latest -> new MintedAttempt(
                                Math.min(latest.number(), 0xFFFF), latest.issuedAt(), latest.expiresAt()))),
                written(
                        "connection as a floating-point number",
                        NUMBERS,
                        claim(claim -> Alterations.connection(claim, (long) (double) claim.connection()))),
                written(
                        "connection kept in 32 bits",
                        NUMBERS,
                        claim(claim -> Alterations.connection(claim, (claim.connection() & 0xFFFF_FFFFL) | 1))),
                written(
                        "failures kept in 8 bits",
                        NUMBERS,
                        progress(progress -> new Progress(
                                progress.state(), Math.min(progress.failures(), 255), progress.completedAt()))),
                written(
                        "failures as a floating-point number",
                        NUMBERS,
                        progress(progress -> new Progress(
                                progress.state(), (int) (float) progress.failures(), progress.completedAt()))),
                written(
                        "key id kept in 15 bits",
                        NUMBERS,
                        record -> Alterations.terms(
                                record, terms -> new SessionTerms(terms.keyId() & Short.MAX_VALUE, terms.endsAt()))),
                written(
                        "instant of consumption in 41 bits",
                        NUMBERS,
                        claim(claim -> Alterations.claimedAt(claim, in41Bits(claim.claimedAt())))),
                written(
                        "last spent attempt kept in 16 bits",
                        NUMBERS,
                        claim(claim -> Alterations.spentThrough(
                                claim, Math.max(claim.attempt(), Math.min(claim.spentThrough(), 0xFFFF))))));
    }

    private static BrokenStore written(String fault, String promise, UnaryOperator<HandoffRecord> change) {
        return new BrokenStore(fault, promise, engine -> new AlteringStore(engine, change, UnaryOperator.identity()));
    }

    private static BrokenStore replaced(String fault, UnaryOperator<HandoffRecord> change) {
        return new BrokenStore(fault, REPLACED, engine -> new MapStore(engine) {
            @Override
            HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
                return change.apply(next);
            }
        });
    }

    private static UnaryOperator<HandoffRecord> latest(UnaryOperator<MintedAttempt> change) {
        return record -> Alterations.latest(record, change);
    }

    private static UnaryOperator<HandoffRecord> claim(UnaryOperator<Claim> change) {
        return record -> Alterations.claim(record, change);
    }

    private static UnaryOperator<HandoffRecord> progress(UnaryOperator<Progress> change) {
        return record -> Alterations.progress(record, change);
    }

    private static UnaryOperator<HandoffRecord> report(UnaryOperator<OutcomeReport> change) {
        return record -> Alterations.report(record, change);
    }

    private static HandoffRecord wholeSeconds(HandoffRecord record) {
        return Alterations.instants(record, instant -> instant.truncatedTo(ChronoUnit.SECONDS));
    }

    private static HandoffRecord withoutKeyId(HandoffRecord record) {
        return Alterations.terms(record, terms -> new SessionTerms(0, terms.endsAt()));
    }

    private static HandoffRecord withoutCompletion(HandoffRecord record) {
        return Alterations.progress(record, progress -> new Progress(progress.state(), progress.failures(), null));
    }

    private static HandoffRecord withoutEpoch(HandoffRecord record) {
        return Instant.EPOCH.equals(record.progress().completedAt()) ? withoutCompletion(record) : record;
    }

    private static Claim claimedAtReport(Claim claim) {
        return claim.report() == null
                ? claim
                : Alterations.claimedAt(claim, claim.report().reportedAt());
    }

    private static OutcomeReport finalFailure(OutcomeReport report) {
        String code = report.outcome().failureCode();
        return code == null ? report : new OutcomeReport(Outcome.failed(code), report.reportedAt());
    }

    private static Instant in41Bits(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli() & ((1L << 41) - 1));
    }
}
