package dev.handoff.store.cassandra;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Makes records with random keys and stamps. */
final class Records {

    private Records() {}

    static StoredRecord endingAt(Instant end) {
        return new StoredRecord(
                random() + random(), random(), end.truncatedTo(ChronoUnit.MILLIS), "1 created " + random());
    }

    /** Makes the record of a session that ends in one hour. */
    static StoredRecord open() {
        return endingAt(Instant.now().plus(1, ChronoUnit.HOURS));
    }

    static StoredRecord after(StoredRecord record) {
        return new StoredRecord(record.key(), random(), record.endsAt(), "1 in_progress " + random());
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
