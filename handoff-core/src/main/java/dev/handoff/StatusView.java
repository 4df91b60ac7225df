package dev.handoff;

import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.internal.keys.Digests;
import dev.handoff.internal.keys.Text;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.Verdict;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be told of a record in public. */
final class StatusView {

    private StatusView() {}

    static SessionStatus of(HandoffRecord record, DeviceBinding binding, Instant now) {
        SessionState state = stateAt(record, now);
        boolean isFreeAgain = binding == DeviceBinding.ATTEMPT && state == SessionState.CREATED;
        boolean sameDeviceOnly = record.claim() != null && !isFreeAgain;
        Optional<Instant> completedAt = Optional.ofNullable(record.tally().completedAt());
        Optional<LastClaim> lastClaim =
                Optional.ofNullable(record.claim()).map(claim -> lastClaim(record, state, completedAt));
        return new SessionStatus(
                state,
                sameDeviceOnly,
                record.terms().endsAt(),
                completedAt,
                lastClaim,
                version(record, state, sameDeviceOnly, completedAt, lastClaim));
    }

    static SessionState stateAt(HandoffRecord record, Instant now) {
        if (!record.state().isFinal() && Rules.isOver(record, now)) {
            return SessionState.EXPIRED;
        }
        return stateOf(record.state());
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

    private static LastClaim lastClaim(HandoffRecord record, SessionState state, Optional<Instant> completedAt) {
        Verdict verdict = record.tally().verdict();
        if (verdict == null) {
            return new LastClaim(state, Optional.empty(), false, completedAt);
        }
        boolean hasFailed = verdict.kind() != Verdict.Kind.SUCCEEDED;
        return new LastClaim(
                hasFailed ? SessionState.FAILED : SessionState.SUCCEEDED,
                Optional.ofNullable(verdict.failureCode()),
                state == SessionState.CREATED,
                Optional.of(verdict.recordedAt()));
    }

    /**
     * A digest of everything the status tells, and of generation and attempt: minting and resuming, which show nowhere,
     * wake nobody up, and a second try that looks like the first differs from it.
     */
    private static String version(
            HandoffRecord record,
            SessionState state,
            boolean sameDeviceOnly,
            Optional<Instant> completedAt,
            Optional<LastClaim> lastClaim) {
        @Nullable Claim claim = record.claim();
        byte[] told = Text.fields(
                "handoff/status/1",
                record.stamp().generation(),
                Integer.toString(claim == null ? 0 : claim.attempt()),
                state.code(),
                Boolean.toString(sameDeviceOnly),
                record.terms().endsAt().toString(),
                completedAt.map(Instant::toString).orElse(""),
                lastClaim.map(LastClaim::toString).orElse(""));
        return HexFormat.of().formatHex(Digests.sha256(told), 0, 8);
    }
}
