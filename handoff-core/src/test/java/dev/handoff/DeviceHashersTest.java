package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handoff.DeviceHashers;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.spi.DeviceHasher;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.util.ArrayList;
import java.util.List;
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
    void hash_isDeterministicAndDiffersBySecretAndDevice(DeviceHasher hasher) {
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
    void consume_samePhoneInTwoSessions_leavesHashesThatCannotBeLinked(DeviceHasher hasher) {
        LastRecordStore store = new LastRecordStore(new MemoryTokenStore());
        HandoffService handoffs = service(store, hasher);
        FakePhone phone = new FakePhone();
        List<String> hashes = new ArrayList<>();
        for (String session : List.of("one", "two")) {
            phone.hello(handoffs, handoffs.start(session).orElseThrow()).orElseThrow();
            HandoffRecord record = store.last();
            hashes.add(record.claim().deviceHash());
        }

        assertThat(hashes).doesNotHaveDuplicates().noneMatch(hash -> hash.contains(phone.deviceId()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "\n"})
    void consume_hasherThatBreaksItsContract_failsWithoutTellingWhatItGave(String hash) {
        for (String broken : List.of(hash, "x".repeat(65))) {
            HandoffService handoffs = service(new MemoryTokenStore(), (secret, deviceId) -> broken);
            Handoff code = handoffs.start("s").orElseThrow();

            assertThatIllegalStateException()
                    .isThrownBy(() -> new FakePhone().hello(handoffs, code))
                    .withMessage("the device hasher must give 1 to 64 characters of visible ASCII");
        }
    }

    @Test
    void consume_forgedToken_neverReachesTheHasher() {
        HandoffService handoffs = service(new MemoryTokenStore(), (secret, deviceId) -> {
            throw new AssertionError("the hasher is for authentic tokens only");
        });
        Handoff code = handoffs.start("s").orElseThrow();

        assertThat(handoffs.consume("s", new PhoneCredentials(code.attemptId().reveal(), "0".repeat(64), "d"))
                        .isOk())
                .isFalse();
    }

    private static HandoffService service(TokenStore store, DeviceHasher hasher) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(new byte[32]))
                .clock(new SettableClock(Stage.NOON))
                .deviceHasher(hasher)
                .build();
    }
}
