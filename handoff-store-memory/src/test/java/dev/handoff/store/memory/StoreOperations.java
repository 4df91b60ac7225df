package dev.handoff.store.memory;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * Calls of several threads on a store with two ended sessions, and a third session without a record. A purge deletes
 * one record, because only the deletion of one record is atomic.
 */
@Param(name = "session", gen = IntGen.class, conf = "0:2")
@Param(name = "state", gen = IntGen.class, conf = "0:2")
public class StoreOperations {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MemoryTokenStore store = new MemoryTokenStore();

    public StoreOperations() {
        store.insert(record(0, 0));
        store.insert(record(1, 0));
    }

    @Operation
    public boolean insert(@Param(name = "state") int state) {
        return store.insert(record(2, state));
    }

    @Operation
    public int find(@Param(name = "session") int session) {
        return store.find(key(session))
                .map(found -> found.stamp().charAt(0) - '0')
                .orElse(-1);
    }

    @Operation
    public boolean replace(
            @Param(name = "session") int session,
            @Param(name = "state") int expected,
            @Param(name = "state") int next) {
        return store.replace(record(session, expected), record(session, next));
    }

    /** Replaces the first state of a session, as rivals do that have all read it. */
    @Operation
    public boolean consume(@Param(name = "state") int next) {
        return replace(0, 0, next);
    }

    @Operation
    public int purge() {
        return store.purge(NOON, 1);
    }

    /** Makes a record. The sessions 0 and 1 end at 11:00 and 11:01, session 2 at 13:00. */
    private static StoredRecord record(int session, int state) {
        Instant end = session == 2 ? NOON.plusSeconds(3600) : NOON.minusSeconds(3600 - 60L * session);
        return new StoredRecord(
                key(session), String.valueOf(state).repeat(StoredRecord.STAMP_LENGTH), end, "of a session");
    }

    private static String key(int session) {
        return String.valueOf(session).repeat(StoredRecord.KEY_LENGTH);
    }
}
