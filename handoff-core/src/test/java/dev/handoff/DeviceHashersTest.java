package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handoff.spi.DeviceHasher;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceHashersTest {

    static List<DeviceHasher> hashers() {
        return List.of(DeviceHashers.hmac(), DeviceHashers.argon2id());
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void hash_ofTheSameInput_isEqual_andDiffersBySecretAndDevice(DeviceHasher hasher) {
        byte[] secret = new byte[32];
        byte[] otherSecret = new byte[32];
        otherSecret[0] = 1;
        String hash = hasher.hash(secret, "device");

        assertThat(hash).hasSizeLessThanOrEqualTo(64).matches("[!-~]+");
        assertThat(hasher.hash(secret, "device")).isEqualTo(hash);
        assertThat(hasher.hash(secret, "devicf")).isNotEqualTo(hash);
        assertThat(hasher.hash(otherSecret, "device")).isNotEqualTo(hash);
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void consume_samePhoneInTwoSessions_storesDifferentHashes(DeviceHasher hasher) {
        TestStore store = new TestStore();
        HandoffService handoffs = service(store, hasher);
        TestPhone phone = new TestPhone();
        List<String> hashes = new ArrayList<>();
        for (String session : List.of("one", "two")) {
            phone.hello(handoffs, handoffs.start(session).orElseThrow().handoff())
                    .orElseThrow();
            hashes.add(store.lastSession().claim().deviceHash());
        }

        assertThat(hashes).doesNotHaveDuplicates().noneMatch(hash -> hash.contains(phone.deviceId()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "\n"})
    void consume_hasherThatBreaksItsContract_throwsWithoutTheHash(String hash) {
        for (String broken : List.of(hash, "x".repeat(65))) {
            HandoffService handoffs = service(new TestStore(), (secret, deviceId) -> broken);
            Handoff code = handoffs.start("s").orElseThrow().handoff();

            assertThatIllegalStateException()
                    .isThrownBy(() -> new TestPhone().hello(handoffs, code))
                    .withMessage("the device hasher must return 1 to 64 characters of visible ASCII");
        }
    }

    @Test
    void consume_hasherThatThrows_throwsWithoutTheDeviceId() {
        TestPhone phone = new TestPhone();
        for (Throwable thrown : List.of(
                new IllegalArgumentException("bad id", new IllegalStateException("cause")),
                new StackOverflowError("deep"))) {
            HandoffService handoffs = service(new TestStore(), (secret, deviceId) -> {
                throw sneaky(thrown, deviceId);
            });
            Handoff code = handoffs.start("s").orElseThrow().handoff();

            assertThatIllegalStateException()
                    .isThrownBy(() -> phone.hello(handoffs, code))
                    .withMessage(
                            "the device hasher failed with " + thrown.getClass().getName())
                    .withNoCause()
                    .satisfies(failed -> assertThat(failed.getSuppressed()).isEmpty())
                    .satisfies(failed -> assertThat(failed.getStackTrace()).isEqualTo(thrown.getStackTrace()));
        }
    }

    private static RuntimeException sneaky(Throwable thrown, String deviceId) {
        thrown.addSuppressed(new IllegalStateException(deviceId));
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    @Test
    void deviceId_whereNoRuleComparesOrStoresIt_isNotHashed() {
        AtomicInteger hashed = new AtomicInteger();
        TestStore store = new TestStore();
        TestClock clock = new TestClock(TestService.NOON);
        HandoffServiceBuilder builder = HandoffService.builder()
                .store(store)
                .clock(clock)
                .policy(HandoffPolicy.defaults().withRetention(Duration.ZERO))
                .deviceHasher((secret, deviceId) -> "hash" + hashed.incrementAndGet());
        HandoffService handoffs = builder.keys(HandoffKeys.of(TestService.KEY)).build();
        TestPhone phone = new TestPhone();

        Handoff cancelled = handoffs.start("cancelled").orElseThrow().handoff();
        handoffs.cancel("cancelled").orElseThrow();
        assertRefused(handoffs, phone, cancelled, Refusal.SESSION_EXPIRED);
        Handoff expired = handoffs.start("expired").orElseThrow().handoff();
        clock.advance(Duration.ofMinutes(5));
        assertRefused(handoffs, phone, expired, Refusal.HANDOFF_TOKEN_EXPIRED);
        Handoff over = handoffs.start("over", clock.instant().plusSeconds(1))
                .orElseThrow()
                .handoff();
        clock.advance(Duration.ofSeconds(2));
        assertRefused(handoffs, phone, over, Refusal.SESSION_EXPIRED);
        handoffs.purge(10);
        assertRefused(handoffs, phone, over, Refusal.SESSION_NOT_FOUND);
        handoffs.start("over").orElseThrow().handoff();
        assertRefused(handoffs, phone, over, Refusal.HANDOFF_TOKEN_INVALID);

        assertThat(hashed).hasValue(0);
        phone.hello(handoffs, handoffs.start("s").orElseThrow().handoff()).orElseThrow();
        assertThat(hashed).hasValue(1);
    }

    private static void assertRefused(HandoffService handoffs, TestPhone phone, Handoff code, Refusal reason) {
        assertThat(phone.hello(handoffs, code)).isEqualTo(Result.refused(reason));
        assertThat(phone.resume(handoffs, code)).isEqualTo(Result.refused(reason));
        assertThat(handoffs.inspect(code.sessionId(), phone.credentials(code))).isEqualTo(Result.refused(reason));
    }

    @Test
    void argon2id_manyAtOnce_giveTheSameHash() {
        DeviceHasher hasher = DeviceHashers.argon2id();
        byte[] secret = new byte[32];
        List<String> hashes = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> hasher.hash(secret, "device"))
                .toList();

        assertThat(hashes).hasSize(16).containsOnly(hasher.hash(secret, "device"));
    }

    @Test
    void consume_forgedToken_neverReachesTheHasher() {
        HandoffService handoffs = service(new TestStore(), (secret, deviceId) -> {
            throw new AssertionError("the hasher was called for a forged token");
        });
        Handoff code = handoffs.start("s").orElseThrow().handoff();

        assertThat(handoffs.consume("s", new PhoneCredentials(code.attemptId().reveal(), "0".repeat(64), "d"))
                        .isOk())
                .isFalse();
    }

    private static HandoffService service(TokenStore store, DeviceHasher hasher) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(TestService.KEY))
                .clock(new TestClock(TestService.NOON))
                .deviceHasher(hasher)
                .build();
    }
}
