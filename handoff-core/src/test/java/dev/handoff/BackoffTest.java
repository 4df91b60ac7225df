package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A class of its own, because it waits as long as a call may: others run meanwhile. */
class BackoffTest {

    private final TestPhone phone = new TestPhone();

    @Test
    void call_replacedInEveryRound_givesUpWithNothingWritten() {
        AtomicInteger writes = new AtomicInteger();
        TestStore store = new TestStore() {
            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                return writes.incrementAndGet() == 1 && super.replace(expected, next);
            }
        };
        TestService service = new TestService(store);
        Handoff code = service.started();
        phone.hello(service.handoffs, code).orElseThrow();
        // an interrupted thread waits between rounds all the same, and is still interrupted afterwards
        Thread.currentThread().interrupt();
        long start = System.nanoTime();

        assertThatThrownBy(() -> phone.resume(service.handoffs, code))
                .isInstanceOfSatisfying(TokenStoreException.class, gaveUp -> {
                    assertThat(gaveUp.effect()).isEqualTo(Effect.NONE);
                    assertThat(gaveUp.isRetryable()).isTrue();
                });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - start).as("waited").isGreaterThan(500_000_000L);
        assertThat(writes).hasValue(1 + Backoff.MOST);
    }
}
