package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.store.memory.MemoryTokenStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clock, randomness and retention are what the host handed in. */
class SurroundingsTest {

    @Test
    void clock_thatTicksAtEveryLook_isLookedAtOncePerCall() {
        AtomicInteger looks = new AtomicInteger();
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.of(new byte[32]))
                .clock(() -> Stage.NOON.plusSeconds(looks.incrementAndGet()))
                .build();
        looks.set(0);
        Handoff code = handoffs.start("s").orElseThrow();
        assertThat(looks.getAndSet(0)).isOne();
        new FakePhone().hello(handoffs, code).orElseThrow();
        assertThat(looks.getAndSet(0)).isOne();
        handoffs.status("s").orElseThrow();
        assertThat(looks.getAndSet(0)).isOne();
    }

    @Test
    void clock_withNanoseconds_isTruncatedToMilliseconds() {
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.of(new byte[32]))
                .clock(() -> Stage.NOON.plusNanos(999_999))
                .build();

        assertThat(handoffs.start("s").orElseThrow().expiresAt()).isEqualTo(Stage.NOON.plusSeconds(300));
    }

    @Test
    void random_handedIn_givesTheGeneration() {
        LastRecordStore store = new LastRecordStore(new MemoryTokenStore());
        SecureRandom sevens = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 0x77);
            }
        };
        HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(new byte[32]))
                .random(sevens)
                .build()
                .open("s");

        assertThat(store.last().stamp().generation()).isEqualTo("7".repeat(32));
    }

    @Test
    void purge_withinTheRetention_keepsTheRecord() {
        SettableClock clock = new SettableClock(Stage.NOON);
        Instant end = Stage.NOON.plusSeconds(60);
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.of(new byte[32]))
                .clock(clock)
                .policy(HandoffPolicy.defaults().withRetention(Duration.ofHours(1)))
                .build();
        handoffs.open("s", end);
        clock.set(end.plus(Duration.ofHours(1)));

        assertThat(handoffs.purge(10)).isZero();
        assertThat(handoffs.mint("s")).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        clock.advance(Duration.ofMillis(1));
        assertThat(handoffs.purge(10)).isOne();
        assertThat(handoffs.mint("s")).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
    }
}
