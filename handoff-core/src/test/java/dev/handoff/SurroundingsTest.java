package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.handoff.spi.StoredRecord;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Tests that the service uses the host's clock, randomness and retention. */
class SurroundingsTest {

    @Test
    void clock_thatTicksAtEveryRead_isReadOncePerCall() {
        AtomicInteger reads = new AtomicInteger();
        HandoffService handoffs = HandoffService.builder()
                .store(new TestStore())
                .keys(HandoffKeys.of(TestService.KEY))
                .clock(() -> TestService.NOON.plusSeconds(reads.incrementAndGet()))
                .build();
        reads.set(0);
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        assertThat(reads.getAndSet(0)).isOne();
        new TestPhone().hello(handoffs, code).orElseThrow();
        assertThat(reads.getAndSet(0)).isOne();
        handoffs.status("s").orElseThrow();
        assertThat(reads.getAndSet(0)).isOne();
    }

    @Test
    void clock_withNanoseconds_isTruncatedToMilliseconds() {
        HandoffService handoffs = HandoffService.builder()
                .store(new TestStore())
                .keys(HandoffKeys.of(TestService.KEY))
                .clock(() -> TestService.NOON.plusNanos(999_999))
                .build();

        assertThat(handoffs.start("s").orElseThrow().handoff().expiresAt())
                .isEqualTo(TestService.NOON.plusSeconds(300));
    }

    @Test
    void clock_outOfRange_makesEveryCallThrow() {
        TestStore store = new TestStore();
        TestService service = new TestService(store);
        Handoff code = service.started();
        Binding binding = new TestPhone().hello(service.handoffs, code).orElseThrow();
        String session = code.sessionId();
        HandoffService handoffs = service.handoffs;
        store.callsSinceLastAsked();
        for (Instant outside : List.of(
                Instant.MIN, Instant.MAX, Instant.EPOCH.minusMillis(1), StoredRecord.LATEST_END.plusMillis(1))) {
            service.clock.set(outside);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> handoffs.open("other"),
                    () -> handoffs.start("other"),
                    () -> handoffs.mint(session),
                    () -> handoffs.mint(binding),
                    () -> handoffs.check(binding),
                    () -> handoffs.finish(binding, Outcome.succeeded()),
                    () -> handoffs.cancel(session),
                    () -> handoffs.status(session),
                    () -> handoffs.purge(1))) {
                assertThatIllegalStateException().isThrownBy(call).withMessageContaining("1970 to 2109");
            }
        }
        assertThat(store.callsSinceLastAsked()).isZero();
    }

    @Test
    void start_endOutOfRange_throws() {
        TestService service = new TestService(new TestStore());
        service.clock.set(StoredRecord.LATEST_END.minusSeconds(60));

        assertThatIllegalArgumentException().isThrownBy(() -> service.handoffs.start("s"));
        assertThat(service.handoffs.start("s", StoredRecord.LATEST_END).isOk()).isTrue();
    }

    @Test
    void random_ofTheHost_givesTheGeneration() {
        TestStore store = new TestStore();
        SecureRandom sevens = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 0x77);
            }
        };
        HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(TestService.KEY))
                .random(sevens)
                .build()
                .open("s");

        assertThat(store.lastSession().terms().generation()).isEqualTo("7".repeat(32));
    }

    @Test
    void purge_withinTheRetention_keepsTheRecord() {
        TestClock clock = new TestClock(TestService.NOON);
        Instant end = TestService.NOON.plusSeconds(60);
        HandoffService handoffs = HandoffService.builder()
                .store(new TestStore())
                .keys(HandoffKeys.of(TestService.KEY))
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
