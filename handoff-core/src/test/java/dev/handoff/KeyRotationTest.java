package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRotationTest {

    private static final byte[] OLD = "the old key, of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "the new key, of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);

    private final TestStore store = new TestStore();
    private final TestClock clock = new TestClock(TestService.NOON);
    private final TestPhone phone = new TestPhone();

    @Test
    void rotation_inTwoDeployments_losesNoCodeAndNoPhone() {
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
    void removal_beforeAnythingWasConsumed_movesTheSessionWithTheNextCode() {
        Handoff revoked = service("", OLD).start("s").orElseThrow().handoff();
        Handoff next = service("", NEW).mint("s").orElseThrow();

        assertThat(next.attempt()).isEqualTo(2);
        assertThat(phone.hello(service("", NEW, OLD), revoked))
                .as("even where the old key is still there")
                .isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(phone.hello(service("", NEW), next).isOk()).isTrue();
    }

    @Test
    void removal_whenADeviceIsBound_endsTheSessionForEveryCall() {
        HandoffService old = service("", OLD);
        Handoff code = old.start("s").orElseThrow().handoff();
        Binding binding = phone.hello(old, code).orElseThrow();
        HandoffService without = service("", NEW);

        assertThat(without.status("s").orElseThrow().state()).isEqualTo(SessionState.EXPIRED);
        for (Result<?> answer : List.of(
                without.open("s"),
                without.start("s"),
                without.mint("s"),
                without.mint(binding),
                without.check(binding),
                without.finish(binding, Outcome.succeeded()),
                without.finish("s", Outcome.succeeded()),
                without.cancel("s"))) {
            assertThat(answer).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        }
        assertThat(phone.resume(without, code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(old.finish(binding, Outcome.failedRetryably("x")).isOk())
                .as("nothing was written: a node that has the key goes on")
                .isTrue();
        assertThat(without.status("s").orElseThrow().lastClaim().orElseThrow().retryAllowed())
                .isFalse();
    }

    @Test
    void namespaces_withOneStoreAndKey_shareNothing() {
        Handoff staging = service("staging", OLD).start("s").orElseThrow().handoff();

        assertThat(service("production", OLD).status("s")).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        service("production", OLD).start("s").orElseThrow().handoff();
        assertThat(phone.hello(service("production", OLD), staging))
                .isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(phone.hello(service("staging", OLD), staging).isOk()).isTrue();
    }

    private HandoffService service(String namespace, byte[]... keys) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(keys))
                .namespace(namespace)
                .clock(clock)
                .build();
    }
}
