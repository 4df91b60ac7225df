package dev.handoff.spring.boot;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffListener;
import dev.handoff.SessionState;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts events. Each tag has the few values of an enum, and never a session, an attempt or a failure code. */
final class EventCounter implements HandoffListener {

    private static final String NAME = "handoff.events";
    private static final String NONE = "none";

    private final MeterRegistry registry;

    EventCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void on(HandoffEvent event) {
        registry.counter(
                        NAME,
                        "type",
                        lowerCase(event.type()),
                        "operation",
                        lowerCase(event.operation()),
                        "state",
                        event.state().map(SessionState::code).orElse(NONE),
                        "refusal",
                        event.refusal().map(EventCounter::lowerCase).orElse(NONE))
                .increment();
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
