package dev.handoff;

import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.SessionStatus.Approval;
import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.internal.keys.Sha256;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Report.Ending;
import dev.handoff.internal.session.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the public status of a session. */
final class StatusView {

    private static final int VERSION_BYTES = 8;
    private static final Sha256 VERSION_HASH = new Sha256(Text.labelled("handoff/status/2"));

    private StatusView() {}

    static PublicStatus publicOf(Session session, Rules rules, HandoffPolicy policy, Instant now) {
        SessionState state = stateAt(session, rules, now);
        boolean isFreeAgain = policy.bindingScope() == BindingScope.ATTEMPT && state == SessionState.CREATED;
        return new PublicStatus(state, session.claim() != null && !isFreeAgain);
    }

    static SessionStatus of(Session session, Rules rules, HandoffPolicy policy, Instant now) {
        PublicStatus shown = publicOf(session, rules, policy, now);
        SessionState state = shown.state();
        boolean sameDeviceOnly = shown.sameDeviceOnly();
        int triesLeft = rules.triesLeft(session, now);
        return new SessionStatus(
                state,
                sameDeviceOnly,
                triesLeft,
                session.terms().endsAt(),
                Optional.ofNullable(session.completedAt()),
                Optional.ofNullable(session.claim()).map(claim -> lastClaim(session, claim, state)),
                policy.has(Safeguard.MATCH_CODE) ? Optional.of(approval(session.claim())) : Optional.empty(),
                session.version(),
                version(session, state, sameDeviceOnly, triesLeft));
    }

    private static Approval approval(@Nullable Claim claim) {
        return claim != null && claim.approved() ? Approval.GIVEN : Approval.REQUIRED;
    }

    static SessionState stateAt(Session session, Rules rules, Instant now) {
        return !session.state().isFinal() && rules.isOver(session, now)
                ? SessionState.EXPIRED
                : SessionState.of(session.state());
    }

    private static LastClaim lastClaim(Session session, Claim claim, SessionState state) {
        Report report = claim.report();
        if (report == null) {
            return new LastClaim(
                    state, claim.claimedAt(), Optional.empty(), false, Optional.ofNullable(session.completedAt()));
        }
        return new LastClaim(
                report.ending() == Ending.SUCCEEDED ? SessionState.SUCCEEDED : SessionState.FAILED,
                claim.claimedAt(),
                Optional.ofNullable(report.failureCode()),
                state == SessionState.CREATED,
                Optional.of(report.reportedAt()));
    }

    /**
     * Returns a digest of everything that the status shows except the sequence, and of generation and attempt number.
     * So it does not change by minting and resuming, which the rest of the status does not show, and it differs for a
     * second try that looks like the first.
     */
    private static String version(Session session, SessionState state, boolean sameDeviceOnly, int triesLeft) {
        Claim claim = session.claim();
        Report report = claim == null ? null : claim.report();
        // no word holds a space: a generation, a state, an ending and a failure code
        byte[] words = String.join(
                        " ",
                        session.terms().generation(),
                        state.code(),
                        report == null ? "-" : report.ending().name(),
                        report == null ? null : report.failureCode())
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer shown = ByteBuffer.allocate(words.length + 4 * Integer.BYTES + 4 * Long.BYTES)
                .putInt(sameDeviceOnly ? 1 : 0)
                .putInt(triesLeft)
                .putInt(claim == null ? 0 : claim.attempt())
                .putInt(claim != null && claim.approved() ? 1 : 0)
                .putLong(session.terms().endsAt().toEpochMilli())
                .putLong(millis(session.completedAt()))
                .putLong(millis(claim == null ? null : claim.claimedAt()))
                .putLong(millis(report == null ? null : report.reportedAt()))
                .put(words);
        return HexFormat.of().formatHex(VERSION_HASH.of(shown.array()), 0, VERSION_BYTES);
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? -1 : instant.toEpochMilli();
    }
}
