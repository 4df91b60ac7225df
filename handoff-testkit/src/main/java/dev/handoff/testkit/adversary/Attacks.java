package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.testkit.SettableClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every group of attacks needs: the wiring, an invited phone, and what to expect of both. */
abstract class Attacks {

    final TransportAdversary adversary;
    TransportUnderTest transport;
    Devices devices;

    /** The page's code, in a session of its own. */
    ScannedCode code;

    /** Who is invited. */
    Credentials phone;

    /** Who saw the code, too. */
    Credentials thief;

    Attacks(TransportAdversary adversary) {
        this.adversary = adversary;
    }

    @BeforeEach
    final void invite() {
        transport = adversary.createTransport();
        devices = new Devices(transport);
        code = newCode();
        phone = presented(code, newDevice());
        thief = presented(code, newDevice());
    }

    @AfterEach
    final void close() {
        transport.close();
    }

    final ScannedCode newCode() {
        return transport.mint(transport.openSession());
    }

    final PhoneConnection connect() {
        return transport.connect(code.sessionId());
    }

    final ServerReply hello(PhoneConnection connection, Credentials presented) {
        return connection.hello(devices.proven(connection, presented));
    }

    final ServerReply resume(PhoneConnection connection, Credentials presented) {
        return connection.resume(devices.proven(connection, presented));
    }

    /** A connection of the phone after a hello that was accepted, and approved where that is asked for. */
    final PhoneConnection connectedPhone() {
        PhoneConnection connection = connect();
        ServerReply reply = hello(connection, phone);
        assertAccepted(reply, "the hello of the phone that was invited");
        approve(reply);
        return connection;
    }

    /** The person at the page picks what this reply made the phone show; picking it again is harmless. */
    final void approve(ServerReply reply) {
        if (transport instanceof SafeguardedTransport safeguarded
                && safeguarded.safeguards().contains(Safeguard.MATCH_CODE)) {
            String digits = Objects.requireNonNull(reply.value(), "hello and resume give the digits to show");
            assertAccepted(safeguarded.pick(code.sessionId(), digits), "the pick of the phone's own digits");
        }
    }

    /** The wiring, if its policy asks for this; else skips the test. */
    final SafeguardedTransport guardedBy(Safeguard safeguard) {
        assumeTrue(
                transport instanceof SafeguardedTransport guarded
                        && guarded.safeguards().contains(safeguard),
                "the wiring under test does not ask for " + safeguard);
        return (SafeguardedTransport) transport;
    }

    /** Digits that the page offers and the phone does not show. */
    final String otherThan(ServerReply shown, SafeguardedTransport guarded) {
        return guarded.matchChoices(code.sessionId()).stream()
                .filter(choice -> !choice.equals(shown.value()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page offers only the digits that the phone shows"));
    }

    final SessionState state() {
        return transport.status(code.sessionId());
    }

    /** Skips the test where the wiring's clock can't be moved. */
    final void letPass(Duration time) {
        Optional<SettableClock> clock = transport.clock();
        assumeTrue(clock.isPresent(), "the clock of the wiring under test can't be moved");
        clock.orElseThrow().advance(time);
    }

    static Credentials presented(ScannedCode code, String deviceId) {
        return new Credentials(code.attemptId(), code.token(), deviceId, null);
    }

    final String newDevice() {
        return devices.newDevice();
    }

    /** Nothing was used up and nobody bound: the phone gets in and to its end. */
    final void assertThePhoneGetsThrough() {
        assertThat(state()).as("the session after the attack").isEqualTo(SessionState.CREATED);
        assertFinishes(connectedPhone());
    }

    /** The phone at work was not disturbed. */
    final void assertThePhoneGetsToItsEnd(PhoneConnection bound) {
        assertThat(state()).as("the session after the attack").isEqualTo(SessionState.IN_PROGRESS);
        assertFinishes(bound);
    }

    /** The phone goes on, on a new connection where its old one did not outlive the attack. */
    final void assertThePhoneCanGoOn() {
        assertThat(state()).as("the session after the attack").isEqualTo(SessionState.IN_PROGRESS);
        PhoneConnection again = connect();
        assertAccepted(resume(again, phone), "the bound phone resumes");
        assertFinishes(again);
    }

    private void assertFinishes(PhoneConnection connection) {
        assertAccepted(connection.finish(Outcome.succeeded()), "the bound phone finishes");
        assertThat(state()).as("the session after the finish").isEqualTo(SessionState.SUCCEEDED);
    }

    static void assertAccepted(ServerReply reply, String what) {
        assertThat(reply.isAccepted())
                .as("%s is accepted, and not %s", what, reply.code())
                .isTrue();
    }

    /**
     * A no. Its reason may be the transport's own or unsaid; a reason of the library's must be one of these.
     *
     * @param fitting none for any
     */
    static void assertRefused(ServerReply reply, String what, Refusal... fitting) {
        assertThat(reply.isAccepted()).as(what + " is refused").isFalse();
        List<String> reasons = Arrays.stream(fitting).map(Refusal::code).toList();
        boolean isOfTheLibrary =
                Arrays.stream(Refusal.values()).anyMatch(reason -> reason.code().equals(reply.code()));
        if (isOfTheLibrary && !reasons.isEmpty()) {
            assertThat(reasons).as("the reasons that fit for " + what).contains(reply.code());
        }
    }
}
