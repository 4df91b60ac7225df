package dev.handoff.testkit.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A call waits for a quarter of a minute before it gives up, so this test is in a module that no other depends on. */
class GivingUpTest {

    /** A store in which every write except the first two loses a race. */
    private static final class Outrun implements TokenStore {
        final MemoryTokenStore store = new MemoryTokenStore();
        final AtomicInteger writes = new AtomicInteger();

        @Override
        public boolean insert(StoredRecord record) {
            return store.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return store.find(key);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return writes.incrementAndGet() <= 2 && store.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return store.purge(endedBefore, limit);
        }
    }

    @Test
    void call_thatLosesEveryRace_throwsAndWritesNothing() {
        Outrun store = new Outrun();
        HandoffService handoffs =
                HandoffService.builder().store(store).keys(HandoffKeys.random()).build();
        TestPage page = new TestPage(handoffs);
        page.opens("vs_1").orElseThrow();
        TestPhone phone = new TestPhone(handoffs).scans(page.asksForACode().orElseThrow());
        phone.saysHello().orElseThrow();
        // an interrupted thread also waits between rounds, and is still interrupted afterwards
        Thread.currentThread().interrupt();
        long start = System.nanoTime();

        assertThatThrownBy(phone::resumes).isInstanceOfSatisfying(TokenStoreException.class, gaveUp -> {
            assertThat(gaveUp.effect()).isEqualTo(Effect.NONE);
            assertThat(gaveUp.isRetryable()).isTrue();
        });
        assertThat(Thread.interrupted())
                .as("whether the thread is still interrupted")
                .isTrue();
        assertThat(System.nanoTime() - start)
                .as("the nanoseconds that the call waited between its rounds")
                .isGreaterThan(500_000_000L);
        assertThat(store.writes)
                .as("the writes of the code, of the hello and of 32 rounds")
                .hasValue(2 + 32);
    }
}
