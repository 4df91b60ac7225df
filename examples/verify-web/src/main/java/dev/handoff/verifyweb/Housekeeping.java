package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets sessions that ended long ago, the library's part and the demo's alike. */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int AT_ONCE = 500;

    private final HandoffService handoffs;
    private final DemoSessions sessions;
    private final Duration retention;
    private final InstantSource clock;

    Housekeeping(HandoffService handoffs, DemoSessions sessions, Duration retention, InstantSource clock) {
        this.handoffs = handoffs;
        this.sessions = sessions;
        this.retention = retention;
        this.clock = clock;
    }

    void purge() {
        try {
            int purged;
            do {
                purged = handoffs.purge(AT_ONCE);
            } while (purged == AT_ONCE);
            sessions.purge(clock.instant().minus(retention));
        } catch (TokenStoreException trouble) {
            LOG.warn("purging must wait for the next round: {}", trouble.getMessage());
        }
    }
}
