package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.look;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Sessions that one thread purges and opens again, one after the other, while the other threads replace their records.
 * Each record contains the number of its life, which shows a write into a later life. Counts the calls during which
 * their session was purged and opened again, because only these calls can show the fault.
 */
final class ReopenedSessions {

    private static final int SESSIONS = 10;
    private static final long IDLE = -1;

    private final int members;

    /** The stored records, as far as the threads know. */
    private final AtomicReferenceArray<StoredRecord> records = new AtomicReferenceArray<>(SESSIONS);

    /** The number of calls that each thread has begun. */
    private final AtomicLongArray begun;

    /** The number of the call that each thread runs. */
    private final AtomicLongArray running;

    private final long[] counted;
    private final boolean[] isOpen = new boolean[SESSIONS];
    private int lives;
    private int overtaken;

    ReopenedSessions(TokenStore store, int members) {
        this.members = members;
        begun = new AtomicLongArray(members);
        running = new AtomicLongArray(members);
        counted = new long[members];
        Arrays.fill(counted, IDLE);
        for (int member = 0; member < members; member++) {
            running.set(member, IDLE);
            begun.set(member, (long) member * SESSIONS / members);
        }
        for (int session = 0; session < SESSIONS; session++) {
            records.set(session, insert(store, nextLife(TestRecords.newKey())));
        }
    }

    /** Returns the number of calls during which their session was purged and opened again. */
    int overtaken() {
        return overtaken;
    }

    /** Replaces one record; called by every thread except the first. */
    void replaceOne(TokenStore store, int member) {
        long call = begun.incrementAndGet(member);
        int session = sessionOf(call);
        StoredRecord current = records.get(session);
        StoredRecord next = TestRecords.withStamp(current, TestRecords.newStamp());
        running.set(member, call);
        WriteResult result = WriteResult.of(() -> store.replace(current, next));
        running.lazySet(member, IDLE);
        if (result == WriteResult.YES) {
            records.compareAndSet(session, current, next);
        }
    }

    /** Purges and opens each session again; called by the first thread. */
    void openEachAgain(TokenStore store) {
        for (int session = 0; session < SESSIONS; session++) {
            assertOfTheLatestLife(store, session);
            StoredRecord former = records.get(session);
            StoredRecord life = nextLife(former.key());
            long[] before = callsOn(session);
            store.purge(former.endsAt().plusMillis(1), 1_000);
            WriteResult result = WriteResult.of(() -> store.insert(life));
            isOpen[session] = result == WriteResult.YES
                    || (result == WriteResult.UNKNOWN && look(store, life.key()).equals(Optional.of(life)));
            // otherwise the purge lost a race against a replacement, and the key is still taken
            if (isOpen[session]) {
                records.set(session, life);
                count(before);
            }
        }
    }

    void assertAllOfTheLatestLife(TokenStore store) {
        for (int session = 0; session < SESSIONS; session++) {
            assertOfTheLatestLife(store, session);
        }
    }

    private void assertOfTheLatestLife(TokenStore store, int session) {
        StoredRecord latest = records.get(session);
        if (isOpen[session]) {
            assertThat(look(store, latest.key()).map(TestRecords::number))
                    .as("the stored life must be the latest one (look for a replace that reads the stamp before it"
                            + " writes, instead of both in one step, or that compares the engine's own row version; if"
                            + " no life is stored, look for a purge that deletes by key)")
                    .contains(TestRecords.number(latest));
        }
    }

    /** Each life ends later than the life before, so that a purge deletes a single life. */
    private StoredRecord nextLife(String key) {
        lives++;
        return TestRecords.numbered(TestRecords.endingAt(key, Instant.ofEpochMilli(lives)), lives, 0);
    }

    private long[] callsOn(int session) {
        long[] calls = new long[members];
        for (int member = 0; member < members; member++) {
            long call = running.get(member);
            calls[member] = call != IDLE && sessionOf(call) == session ? call : IDLE;
        }
        return calls;
    }

    private void count(long[] before) {
        for (int member = 0; member < members; member++) {
            long call = before[member];
            if (call != IDLE && call != counted[member] && running.get(member) == call) {
                counted[member] = call;
                overtaken++;
            }
        }
    }

    private static int sessionOf(long call) {
        return (int) (call % SESSIONS);
    }
}
