package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRotationTest {

    private static final byte[] OLD = "the old key, of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "the new key, of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);

    private final TestStore store = new TestStore();
    private final TestClock clock = new TestClock(TestService.NOON);
    private final TestPhone phone = new TestPhone();

    @Test
    void rotation_inTwoDeployments_keepsCodesAndPhonesWorking() {
        Handoff scannedBefore = service("", OLD).start("scanned").orElseThrow().handoff();
        Handoff connected = service("", OLD).start("connected").orElseThrow().handoff();
        phone.hello(service("", OLD), connected).orElseThrow();

        HandoffService first = service("", OLD, NEW);
        HandoffService second = service("", NEW, OLD);
        Handoff mintedByFirst = first.start("new").orElseThrow().handoff();

        assertThat(second.mint("new").orElseThrow().token().reveal())
                .isEqualTo(mintedByFirst.token().reveal());
        assertThat(phone.hello(second, scannedBefore).isOk()).isTrue();
        assertThat(phone.resume(second, connected).isOk()).isTrue();
        assertThat(phone.hello(second, mintedByFirst).isOk()).isTrue();
    }

    @Test
    void removal_ofAKey_revokesItsTokens() {
        Handoff code = service("", OLD).start("s").orElseThrow().handoff();

        assertThat(phone.hello(service("", NEW), code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
    }

    @Test
    void removal_ofAKey_endsItsSessionsForEveryCall() {
        HandoffService old = service("", OLD);
        HandoffService without = service("", NEW);
        Handoff code = old.start("bound").orElseThrow().handoff();
        Binding binding = phone.hello(old, code).orElseThrow();
        old.start("fresh").orElseThrow();
        old.open("cancelled").orElseThrow();
        old.cancel("cancelled").orElseThrow();

        for (String session : List.of("bound", "fresh", "cancelled")) {
            assertThat(without.status(session).orElseThrow().state()).isEqualTo(SessionState.EXPIRED);
            assertThat(without.status(session).orElseThrow().lastClaim())
                    .as("the last claim of a record whose key is missing")
                    .isEmpty();
            assertThat(without.explain(session).orElseThrow().expectations())
                    .extracting(Explanation.Expectation::refusal)
                    .containsExactly(Optional.of(Refusal.SESSION_EXPIRED));
            for (Result<?> answer : List.of(
                    without.open(session),
                    without.start(session),
                    without.mint(session),
                    without.finish(session, Outcome.succeeded()),
                    without.cancel(session))) {
                assertThat(answer).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
            }
        }
        for (Result<?> answer :
                List.of(without.mint(binding), without.check(binding), without.finish(binding, Outcome.succeeded()))) {
            assertThat(answer).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        }
        assertThat(old.finish(binding, Outcome.failedRetryably("x")).isOk())
                .as("a node that has the key goes on, because nothing was written")
                .isTrue();
    }

    /** The phone gets this refusal because a new scan would not help. */
    @Test
    void removal_ofAKey_refusesItsBoundPhoneAsExpired() {
        HandoffService old = service("", OLD);
        Handoff code = old.start("s").orElseThrow().handoff();
        phone.hello(old, code).orElseThrow();
        service("", NEW).start("another").orElseThrow();

        assertThat(phone.resume(service("", NEW), code)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(service("", NEW).challenge("s", phone.credentials(code)))
                .isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(service("", NEW).resume("another", phone.credentials(code)))
                .as("a code under a missing key, for a session whose key is in the ring")
                .isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
    }

    /** Without a record, only the proof and the codes name the session's key. */
    @Test
    void unstored_rotationAndRemoval_behaveAsForStoredSessions() {
        StartedSession before = unstored(OLD).start("s").orElseThrow();
        String proof = before.pageProof().orElseThrow().reveal();
        HandoffService without = unstored(NEW);
        assertThat(unstored(OLD, NEW).mint("s", proof)).isEqualTo(Result.ok(before.handoff()));
        assertThat(unstored(NEW, OLD).mint("s", proof)).isEqualTo(Result.ok(before.handoff()));

        assertThat(without.mint("s", proof)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(without.cancel("s", proof)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(without.status("s", proof).orElseThrow().state()).isEqualTo(SessionState.EXPIRED);
        assertThat(phone.hello(without, before.handoff())).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(phone.resume(without, before.handoff())).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));

        assertThat(phone.hello(unstored(NEW, OLD), before.handoff()).isOk()).isTrue();
        assertThat(phone.resume(without, before.handoff())).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
    }

    /** A session that the backend cancelled stays over after the key of the cancellation has left the ring. */
    @Test
    void unstored_cancelledUnderARemovedKey_staysOver() {
        StartedSession started = unstored(OLD).start("s").orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();
        unstored(NEW, OLD).cancel("s").orElseThrow();
        HandoffService rolledBack = unstored(OLD);

        assertThat(phone.hello(rolledBack, started.handoff())).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(rolledBack.mint("s", proof)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(rolledBack.cancel("s")).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
    }

    @Test
    void namespaces_withTheSameStoreAndKey_shareNoSession() {
        Handoff staging = service("staging", OLD).start("s").orElseThrow().handoff();

        assertThat(service("production", OLD).status("s")).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        service("production", OLD).start("s").orElseThrow().handoff();
        assertThat(phone.hello(service("production", OLD), staging))
                .isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(phone.hello(service("staging", OLD), staging).isOk()).isTrue();
    }

    private HandoffService service(String namespace, byte[]... keys) {
        return builder(keys).namespace(namespace).build();
    }

    private HandoffService unstored(byte[]... keys) {
        return builder(keys).policy(TestService.UNSTORED).build();
    }

    private HandoffServiceBuilder builder(byte[]... keys) {
        return HandoffService.builder().store(store).keys(HandoffKeys.of(keys)).clock(clock);
    }
}
