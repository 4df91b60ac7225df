package dev.handoff.spring.boot;

import dev.handoff.HandoffService;
import java.time.Duration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/** Purges ended sessions on the application's scheduler. */
final class ScheduledPurge implements SchedulingConfigurer {

    private final HandoffService handoffs;
    private final HandoffProperties.Purge settings;

    ScheduledPurge(HandoffService handoffs, HandoffProperties.Purge settings) {
        this.handoffs = handoffs;
        this.settings = settings;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        registrar.addFixedDelayTask(new FixedDelayTask(this::purge, settings.interval(), Duration.ZERO));
    }

    private void purge() {
        int deleted;
        do {
            deleted = handoffs.purge(settings.batch());
        } while (deleted == settings.batch());
    }
}
