package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.store.memory.MemoryTokenStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyRotationTest {

    private static final byte[] OLD = "the old key, of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "the new key, of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);

    private final MemoryTokenStore store = new MemoryTokenStore();
    private final SettableClock clock = new SettableClock(Stage.NOON);
    private final FakePhone phone = new FakePhone();

    @Test
    void rotation_inTwoDeployments_losesNoCodeAndNoPhone() {
        Handoff scannedBefore = service("", OLD).start("scanned").orElseThrow();
        Handoff connected = service("", OLD).start("connected").orElseThrow();
        phone.hello(service("", OLD), connected).orElseThrow();

        HandoffService first = service("", OLD, NEW);
        HandoffService second = service("", NEW, OLD);
        Handoff mintedByFirst = first.start("new").orElseThrow();

        assertThat(second.mint("new").orElseThrow().token().reveal())
                .isEqualTo(mintedByFirst.token().reveal());
        assertThat(phone.hello(second, scannedBefore).isOk()).isTrue();
        assertThat(phone.resume(second, connected).isOk()).isTrue();
        assertThat(phone.hello(second, mintedByFirst).isOk()).isTrue();
    }

    @Test
    void removal_ofAKey_revokesItsTokens() {
        Handoff code = service("", OLD).start("s").orElseThrow();

        assertThat(phone.hello(service("", NEW), code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
    }

    @Test
    void removal_beforeAnythingWasConsumed_movesTheSessionWithTheNextCode() {
        Handoff revoked = service("", OLD).start("s").orElseThrow();
        Handoff next = service("", NEW).mint("s").orElseThrow();

        assertThat(next.attempt()).isEqualTo(2);
        assertThat(phone.hello(service("", NEW, OLD), revoked))
                .as("even where the old key is still there")
                .isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_INVALID));
        assertThat(phone.hello(service("", NEW), next).isOk()).isTrue();
    }

    @Test
    void removal_whenADeviceIsBound_endsTheSession() {
        HandoffService old = service("", OLD);
        Handoff code = old.start("s").orElseThrow();
        old.finish(phone.hello(old, code).orElseThrow(), Outcome.failedRetryably("x"))
                .orElseThrow();

        assertThat(service("", NEW).mint("s")).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
    }

    @Test
    void namespaces_withOneStoreAndKey_shareNothing() {
        Handoff staging = service("staging", OLD).start("s").orElseThrow();

        assertThat(service("production", OLD).status("s")).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        service("production", OLD).start("s").orElseThrow();
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
