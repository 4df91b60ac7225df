package dev.handoff.store.jdbc;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import java.time.Instant;
import java.util.UUID;

/** Records that a test hands to the store itself. */
final class Records {

    private Records() {}

    /** Just opened, under a key of its own. */
    static HandoffRecord endingAt(Instant end) {
        return HandoffRecord.opened(new Stamp(hex() + hex(), hex(), 1), new SessionTerms(0, end));
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
