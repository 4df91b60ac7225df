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
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The base of every group of attacks: the wiring, an invited phone, a thief, and assertions about them. */
abstract class Attacks {

    final TransportAdversary adversary;
    TransportUnderTest transport;
    Devices devices;

    /** The code on the page, of a new session. */
    ScannedCode code;

    /** The invited phone. */
    Credentials phone;

    /** Another device that has the same code. */
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

    /** Returns a connection of the invited phone whose hello was accepted, and which was approved if necessary. */
    final PhoneConnection connectedPhone() {
        PhoneConnection connection = connect();
        ServerReply reply = hello(connection, phone);
        assertAccepted(reply, "the hello of the invited phone");
        approve(reply);
        return connection;
    }

    /** Returns a new connection of the bound phone whose resume was accepted. */
    final PhoneConnection resumedPhone() {
        PhoneConnection connection = connect();
        assertAccepted(resume(connection, phone), "the resume of the bound phone");
        return connection;
    }

    /** Picks the digits of this reply on the page, if the policy requires a match code. */
    final void approve(ServerReply reply) {
        if (transport instanceof SafeguardedTransport safeguarded
                && safeguarded.safeguards().contains(Safeguard.MATCH_CODE)) {
            String digits = Objects.requireNonNull(
                    reply.value(),
                    "The value of an accepted hello or resume must be the digits to show, but was null.");
            assertAccepted(safeguarded.pick(code.sessionId(), digits), "the pick of the digits that the phone shows");
        }
    }

    /** Returns the wiring if its policy requires this safeguard; otherwise skips the test. */
    final SafeguardedTransport guardedBy(Safeguard safeguard) {
        assumeTrue(
                transport instanceof SafeguardedTransport guarded
                        && guarded.safeguards().contains(safeguard),
                "the policy of the wiring under test does not require " + safeguard);
        return (SafeguardedTransport) transport;
    }

    /** Returns digits that the page offers and the phone does not show. */
    final String otherThan(ServerReply shown, SafeguardedTransport guarded) {
        return guarded.matchChoices(code.sessionId()).stream()
                .filter(choice -> !choice.equals(shown.value()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "The page must offer other digits, too, but offered only those that the phone shows."));
    }

    final SessionState state() {
        return transport.status(code.sessionId());
    }

    /** Moves the wiring's clock; skips the test if the clock can't be moved. */
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

    /** Checks that the attack used up nothing and bound no device: the invited phone says hello and finishes. */
    final void assertThePhoneGetsThrough() {
        assertThat(state()).as("the state of the session after the attack").isEqualTo(SessionState.CREATED);
        assertFinishes(connectedPhone());
    }

    /** Checks that the bound phone was not disturbed: it finishes on its connection. */
    final void assertThePhoneGetsToItsEnd(PhoneConnection bound) {
        assertThat(state()).as("the state of the session after the attack").isEqualTo(SessionState.IN_PROGRESS);
        assertFinishes(bound);
    }

    /** Checks that the bound phone can resume on a new connection and finish. */
    final void assertThePhoneCanGoOn() {
        assertThat(state()).as("the state of the session after the attack").isEqualTo(SessionState.IN_PROGRESS);
        assertFinishes(resumedPhone());
    }

    private void assertFinishes(PhoneConnection connection) {
        assertAccepted(connection.finish(Outcome.succeeded()), "the finish of the bound phone");
        assertThat(state()).as("the state of the session after the finish").isEqualTo(SessionState.SUCCEEDED);
    }

    static void assertAccepted(ServerReply reply, String what) {
        assertThat(reply.isAccepted())
                .as("the server must accept %s; the code of its reply was %s", what, reply.code())
                .isTrue();
    }

    /** Checks that a connection received the notice that ends it, with the library's code. */
    static void assertNotice(ServerReply heard, Refusal reason, String who) {
        assertThat(heard.code()).as("the code of the notice to %s", who).isEqualTo(reason.code());
    }

    /** Checks that no cache may keep this answer. */
    static void assertNotStored(ServerReply reply, String request) {
        assertAccepted(reply, request);
        String header = reply.cacheControl();
        assertThat(header == null ? "" : header.toLowerCase(Locale.ROOT))
                .as(
                        "the header Cache-Control of the answer to %s, which carries a credential; if the host sends"
                                + " the header, the adapter must pass it on with ServerReply.withCacheControl",
                        request)
                .contains("no-store");
    }

    /**
     * Checks that the reply is a refusal. Its code may be missing or a code of the transport; a code of the library
     * must be one of the fitting codes.
     *
     * @param fitting the codes of the library that fit; every code fits if this is empty
     */
    static void assertRefused(ServerReply reply, String what, Refusal... fitting) {
        assertThat(reply.isAccepted()).as("the server must refuse %s", what).isFalse();
        List<String> reasons = Arrays.stream(fitting).map(Refusal::code).toList();
        boolean isOfTheLibrary =
                Arrays.stream(Refusal.values()).anyMatch(reason -> reason.code().equals(reply.code()));
        if (isOfTheLibrary && !reasons.isEmpty()) {
            assertThat(reasons)
                    .as("the codes of the library that fit for %s", what)
                    .contains(reply.code());
        }
    }
}
