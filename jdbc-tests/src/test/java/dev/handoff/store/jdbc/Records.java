package dev.handoff.store.jdbc;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.UUID;

/** Records that a test hands to the store itself, each with a stamp of its own. */
final class Records {

    private Records() {}

    /** Under a key of its own. */
    static StoredRecord endingAt(Instant end) {
        return new StoredRecord(hex() + hex(), hex(), end, "a body");
    }

    /** What may follow a record. */
    static StoredRecord next(StoredRecord record) {
        return new StoredRecord(record.key(), hex(), record.endsAt(), "another body");
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
