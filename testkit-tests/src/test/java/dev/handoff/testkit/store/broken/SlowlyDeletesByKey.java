package dev.handoff.testkit.store.broken;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Like a store on files: purge lists ended records, then deletes each under the lock without a second look. */
final class SlowlyDeletesByKey extends MapStore {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final long WRITE_NANOS = 2_000_000;

    SlowlyDeletesByKey(ConcurrentMap<String, StoredRecord> records) {
        super(records);
    }

    @Override
    public boolean insert(StoredRecord record) {
        return written(() -> super.insert(record));
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return written(() -> super.replace(expected, next));
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        List<StoredRecord> ended = records.values().stream()
                .filter(record -> isPurged(record, endedBefore))
                .limit(limit)
                .toList();
        return (int) ended.stream()
                .filter(record -> written(() -> records.remove(record.key()) != null))
                .count();
    }

    private static boolean written(BooleanSupplier write) {
        LOCK.lock();
        try {
            boolean isWritten = write.getAsBoolean();
            if (isWritten) {
                LockSupport.parkNanos(WRITE_NANOS);
            }
            return isWritten;
        } finally {
            LOCK.unlock();
        }
    }
}
