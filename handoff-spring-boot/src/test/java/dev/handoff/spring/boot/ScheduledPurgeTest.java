package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Purging by the application's scheduler. */
class ScheduledPurgeTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final CapturingScheduler scheduler = new CapturingScheduler();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(HandoffAutoConfiguration.class))
            .withBean(HandoffKeys.class, HandoffKeys::random)
            .withBean(InstantSource.class, () -> now::get)
            .withBean(TokenStore.class, MemoryTokenStore::new)
            .withBean(TaskScheduler.class, () -> scheduler);

    @Test
    void purge_switchedOn_deletesInBatchesOnTheScheduler() {
        application
                .withUserConfiguration(Scheduling.class)
                .withPropertyValues("handoff.purge.enabled=true", "handoff.purge.batch=2", "handoff.purge.interval=10m")
                .run(context -> {
                    HandoffService handoffs = context.getBean(HandoffService.class);
                    for (int i = 0; i < 5; i++) {
                        handoffs.open("vs_" + i).orElseThrow();
                    }
                    now.set(START.plus(Duration.ofDays(2)));

                    assertThat(scheduler.delays()).containsExactly(Duration.ofMinutes(10));
                    scheduler.runAll();

                    assertThat(handoffs.purge(10)).isZero();
                    assertThat(handoffs.status("vs_0").isOk()).isFalse();
                });
    }

    @Test
    void purge_notSwitchedOn_isNotScheduled() {
        application
                .withUserConfiguration(Scheduling.class)
                .run(context -> assertThat(scheduler.delays()).isEmpty());
    }

    @Test
    void purge_switchedOnWithoutScheduling_failsTheStartWithAdvice() {
        application
                .withPropertyValues("handoff.purge.enabled=true")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("@EnableScheduling"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}
}
