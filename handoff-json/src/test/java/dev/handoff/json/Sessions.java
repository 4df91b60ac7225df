package dev.handoff.json;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Instant;
import java.time.InstantSource;

/** A service whose clock stands still, with one open session. */
final class Sessions {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final String SESSION_ID = "vs_ü/1";
    static final String DEVICE_ID = "0123456789abcdef0123456789abcdef";

    private final HandoffService service;
    private final Handoff handoff;

    private Sessions(Instant now, String sessionId) {
        service = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .clock(InstantSource.fixed(now))
                .build();
        handoff = service.start(sessionId).orElseThrow().handoff();
    }

    static Sessions at(Instant now) {
        return new Sessions(now, SESSION_ID);
    }

    static Sessions of(String sessionId) {
        return new Sessions(NOW, sessionId);
    }

    HandoffService service() {
        return service;
    }

    Handoff handoff() {
        return handoff;
    }

    /** Returns the refusal's code for a phone's hello, or {@code ok} if the hello was accepted. */
    String consume(PhoneCredentials credentials) {
        return service.consume(handoff.sessionId(), credentials).fold(binding -> "ok", refusal -> refusal.code());
    }
}
