package dev.handoff;

import dev.handoff.SessionStatus.Approval;
import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.internal.keys.Sha256;
import dev.handoff.internal.keys.Text;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.RecordState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be told of a record in public. */
final class StatusView {

    private static final int VERSION_BYTES = 8;
    private static final Sha256 VERSION_HASH = new Sha256(Text.labelled("handoff/status/2"));

    private StatusView() {}

    static PublicStatus publicOf(HandoffRecord record, Rules rules, HandoffPolicy policy, Instant now) {
        SessionState state = stateAt(record, rules, now);
        boolean isFreeAgain = policy.bindingScope() == BindingScope.ATTEMPT && state == SessionState.CREATED;
        return new PublicStatus(state, record.claim() != null && !isFreeAgain);
    }

    static SessionStatus of(HandoffRecord record, Rules rules, HandoffPolicy policy, Instant now) {
        PublicStatus shown = publicOf(record, rules, policy, now);
        SessionState state = shown.state();
        boolean sameDeviceOnly = shown.sameDeviceOnly();
        int triesLeft = rules.triesLeft(record, now);
        return new SessionStatus(
                state,
                sameDeviceOnly,
                triesLeft,
                record.terms().endsAt(),
                Optional.ofNullable(record.progress().completedAt()),
                Optional.ofNullable(record.claim()).map(claim -> lastClaim(record, claim, state)),
                policy.has(Safeguard.MATCH_CODE) ? Optional.of(approval(record.claim())) : Optional.empty(),
                record.stamp().version(),
                version(record, state, sameDeviceOnly, triesLeft));
    }

    private static Approval approval(@Nullable Claim claim) {
        return claim != null && claim.approved() ? Approval.GIVEN : Approval.REQUIRED;
    }

    static SessionState stateAt(HandoffRecord record, Rules rules, Instant now) {
        return !record.state().isFinal() && rules.isOver(record, now) ? SessionState.EXPIRED : stateOf(record.state());
    }

    static SessionState stateOf(RecordState state) {
        return switch (state) {
            case CREATED -> SessionState.CREATED;
            case IN_PROGRESS -> SessionState.IN_PROGRESS;
            case SUCCEEDED -> SessionState.SUCCEEDED;
            case FAILED -> SessionState.FAILED;
            case CANCELLED -> SessionState.CANCELLED;
        };
    }

    private static LastClaim lastClaim(HandoffRecord record, Claim claim, SessionState state) {
        OutcomeReport report = claim.report();
        if (report == null) {
            return new LastClaim(
                    state,
                    claim.claimedAt(),
                    Optional.empty(),
                    false,
                    Optional.ofNullable(record.progress().completedAt()));
        }
        return new LastClaim(
                report.outcome().kind() == Outcome.Kind.SUCCEEDED ? SessionState.SUCCEEDED : SessionState.FAILED,
                claim.claimedAt(),
                Optional.ofNullable(report.outcome().failureCode()),
                state == SessionState.CREATED,
                Optional.of(report.reportedAt()));
    }

    /**
     * A digest of everything the status tells, the sequence aside, and of generation and attempt: it does not change by
     * minting and resuming, which show nowhere else, and a second try that looks like the first has another one.
     */
    private static String version(HandoffRecord record, SessionState state, boolean sameDeviceOnly, int triesLeft) {
        Claim claim = record.claim();
        OutcomeReport report = claim == null ? null : claim.report();
        // words of letters, a generation of fixed width and a failure code: a space ends each
        byte[] words = String.join(
                        " ",
                        record.stamp().generation(),
                        state.code(),
                        report == null ? "-" : report.outcome().kind().name(),
                        report == null ? null : report.outcome().failureCode())
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer told = ByteBuffer.allocate(words.length + 4 * Integer.BYTES + 4 * Long.BYTES)
                .putInt(sameDeviceOnly ? 1 : 0)
                .putInt(triesLeft)
                .putInt(claim == null ? 0 : claim.attempt())
                .putInt(claim != null && claim.approved() ? 1 : 0)
                .putLong(record.terms().endsAt().toEpochMilli())
                .putLong(millis(record.progress().completedAt()))
                .putLong(millis(claim == null ? null : claim.claimedAt()))
                .putLong(millis(report == null ? null : report.reportedAt()))
                .put(words);
        return HexFormat.of().formatHex(VERSION_HASH.of(told.array()), 0, VERSION_BYTES);
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? -1 : instant.toEpochMilli();
    }
}
