package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.testkit.adversary.PageRequest.Kind;
import dev.handoff.testkit.adversary.PageRequest.Sender;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests of attackers' pages in the victim's browser. Skipped where there are no pages for browsers. */
abstract class OriginAttacks extends Attacks {

    OriginAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void origin_sessionOpenedByAnAttackersPage_isRefused() {
        assertOnlyTheOwnPageMay(Kind.OPEN, null);
    }

    @Test
    void origin_codeMintedByAnAttackersPage_isRefused() {
        assertOnlyTheOwnPageMay(Kind.MINT, null);

        assertThePhoneGetsThrough();
    }

    @Test
    void origin_pickByAnAttackersPage_isRefusedAndApprovesNobody() {
        SafeguardedTransport guarded = guardedBy(Safeguard.MATCH_CODE);
        PhoneConnection bound = connect();
        ServerReply shown = hello(bound, phone);
        String digits = Objects.requireNonNull(
                shown.value(), "The value of an accepted hello must be the digits to show, but was null.");

        for (String picked : new String[] {otherThan(shown, guarded), digits}) {
            assertRefusedForAttackers(Kind.PICK, picked);
        }
        assertRefused(bound.finish(Outcome.succeeded()), "a finish before the pick", Refusal.APPROVAL_REQUIRED);
        assertAccepted(send(Kind.PICK, digits, Sender.OWN_PAGE), "the pick of the host's own page");
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void origin_cancelByAnAttackersPage_isRefusedAndEndsNothing() {
        PhoneConnection bound = connectedPhone();

        assertOnlyTheOwnPageMay(Kind.CANCEL, null);
        assertThat(state()).as("the state of the session after the cancel").isEqualTo(SessionState.CANCELLED);
        assertRefused(bound.finish(Outcome.succeeded()), "a finish after the cancel", Refusal.SESSION_EXPIRED);
    }

    /** The own page sends last: a host that refuses every page would pass otherwise. */
    private void assertOnlyTheOwnPageMay(Kind kind, @Nullable String digits) {
        SessionState before = state();
        assertRefusedForAttackers(kind, digits);
        assertThat(state()).as("the state of the session after the attack").isEqualTo(before);
        assertAccepted(send(kind, digits, Sender.OWN_PAGE), kind + " by the host's own page");
    }

    private void assertRefusedForAttackers(Kind kind, @Nullable String digits) {
        Stream.of(Sender.values())
                .filter(sender -> sender != Sender.OWN_PAGE)
                .forEach(sender -> assertRefused(
                        send(kind, digits, sender),
                        kind + " by a page of " + sender + " (look for requests whose header Origin is not checked)"));
    }

    private ServerReply send(Kind kind, @Nullable String digits, Sender sender) {
        Optional<ServerReply> reply = transport.send(new PageRequest(kind, code.sessionId(), digits, sender));
        assumeTrue(reply.isPresent(), "no page of the wiring under test sends " + kind);
        return reply.orElseThrow();
    }
}
