package dev.handoff.store.jdbc;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.UUID;

/** Makes records with random stamps, for tests that call the store directly. */
final class Records {

    private Records() {}

    /** Makes a record with a random key. */
    static StoredRecord endingAt(Instant end) {
        return new StoredRecord(hex() + hex(), hex(), end, "a body");
    }

    /** Makes a successor of the record. */
    static StoredRecord next(StoredRecord record) {
        return new StoredRecord(record.key(), hex(), record.endsAt(), "another body");
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
