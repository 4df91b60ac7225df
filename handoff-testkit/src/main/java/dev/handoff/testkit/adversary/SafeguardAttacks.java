package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.testkit.adversary.SafeguardedTransport.SafeguardedConnection;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Attacks on page proof, match code and possession. Skipped where the policy does not require them. */
abstract class SafeguardAttacks extends Attacks {

    SafeguardAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void pageProof_mintWithTheSessionIdAlone_isRefused() {
        SafeguardedTransport guarded = guardedBy(Safeguard.PAGE_PROOF);

        assertRefused(
                guarded.mintWithoutProof(code.sessionId()),
                "a mint without page proof (look for a proof that the server keeps and presents itself)",
                Refusal.PAGE_PROOF_REQUIRED);
        assertThePhoneGetsThrough();
    }

    @Test
    void matchCode_finishBeforeThePick_isRefusedAndEndsNothing() {
        guardedBy(Safeguard.MATCH_CODE);
        PhoneConnection bound = connect();
        ServerReply shown = hello(bound, phone);
        assertAccepted(shown, "the hello of the invited phone");

        assertRefused(
                bound.finish(Outcome.succeeded()),
                "a finish before the pick (look for an automatic pick)",
                Refusal.APPROVAL_REQUIRED);
        approve(shown);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void matchCode_wrongPick_endsTheSession() {
        SafeguardedTransport guarded = guardedBy(Safeguard.MATCH_CODE);
        PhoneConnection thiefs = connect();
        ServerReply shown = hello(thiefs, thief);
        assertAccepted(shown, "the hello of a thief who is first");
        assertThat(guarded.matchChoices(code.sessionId()))
                .as("the digits that the page offers, which must contain those that the phone shows")
                .contains(Objects.requireNonNull(shown.value()));

        assertRefused(
                guarded.pick(code.sessionId(), otherThan(shown, guarded)),
                "the pick of digits that the phone does not show");
        assertRefused(thiefs.finish(Outcome.succeeded()), "a finish after a wrong pick", Refusal.SESSION_EXPIRED);
        assertThat(state()).as("the state of the session after a wrong pick").isEqualTo(SessionState.CANCELLED);
    }

    @Test
    void matchCode_pickWithTheSessionIdAlone_isRefusedAndChangesNothing() {
        SafeguardedTransport guarded = guardedBy(Safeguard.MATCH_CODE);
        PhoneConnection bound = connect();
        ServerReply shown = hello(bound, phone);
        String digits = Objects.requireNonNull(shown.value());

        for (String picked : new String[] {otherThan(shown, guarded), digits}) {
            assertRefused(
                    guarded.pickWithoutProof(code.sessionId(), picked),
                    "a pick without page proof (look for a proof that the server keeps and presents itself)",
                    Refusal.PAGE_PROOF_REQUIRED);
        }
        assertRefused(
                bound.finish(Outcome.succeeded()),
                "a finish before the pick (look for an automatic pick)",
                Refusal.APPROVAL_REQUIRED);
        approve(shown);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void possession_helloWithoutProof_isRefusedAndUsesUpNothing() {
        guardedBy(Safeguard.POSSESSION);

        assertRefused(
                connect().hello(thief),
                "a hello without a signature (look for a policy without possession)",
                Refusal.POSSESSION_REQUIRED);
        assertRefused(
                connect().hello(thief.withProof("")), "a hello with an empty signature", Refusal.POSSESSION_REQUIRED);
        assertThePhoneGetsThrough();
    }

    @Test
    void possession_deviceIdWithAnotherDevicesSignature_isRefused() {
        guardedBy(Safeguard.POSSESSION);
        PhoneConnection bound = connectedPhone();
        SafeguardedConnection thiefs = (SafeguardedConnection) connect();
        String challenge = challenge(thiefs, phone);
        String otherKey = devices.sign(Objects.requireNonNull(thief.deviceId()), challenge);

        assertRefused(
                thiefs.resume(phone.withProof(otherKey)), "a signature by another key", Refusal.POSSESSION_REQUIRED);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void possession_signatureThatWasUsed_isRefused() {
        guardedBy(Safeguard.POSSESSION);
        PhoneConnection bound = connect();
        Credentials recorded = devices.proven(bound, phone);
        ServerReply reply = bound.hello(recorded);
        assertAccepted(reply, "the hello of the invited phone");
        approve(reply);

        assertRefused(connect().resume(recorded), "a signature that was used", Refusal.POSSESSION_REQUIRED);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void possession_signatureForAnotherSession_isRefusedAndUsesUpNothing() {
        guardedBy(Safeguard.POSSESSION);
        ScannedCode other = newCode();
        Credentials elsewhere = presented(other, Objects.requireNonNull(phone.deviceId()));
        PhoneConnection there = transport.connect(other.sessionId());
        String signature = devices.proven(there, elsewhere).proof();

        assertRefused(
                connect().hello(phone.withProof(signature)),
                "a signature for another session",
                Refusal.POSSESSION_REQUIRED);
        assertThePhoneGetsThrough();
    }

    private static String challenge(SafeguardedConnection connection, Credentials presented) {
        ServerReply reply = connection.challenge(presented);
        assertAccepted(reply, "the request for a text to sign");
        return Objects.requireNonNull(
                reply.value(), "The value of an accepted challenge must be a text to sign, but was null.");
    }
}
