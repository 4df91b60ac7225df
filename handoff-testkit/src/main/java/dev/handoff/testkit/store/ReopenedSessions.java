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
 * Sessions that one member purges and opens again, one after the other, while all others replace their records. Each
 * record bears the number of its life, so that whoever wrote into a later one is found out. Counts the calls of others
 * in which a whole purge and opening of their session fell: only those can be caught.
 */
final class ReopenedSessions {

    private static final int SESSIONS = 50;
    private static final long IDLE = -1;

    private final int members;

    /** What is stored, as far as anybody knows. */
    private final AtomicReferenceArray<StoredRecord> records = new AtomicReferenceArray<>(SESSIONS);

    /** How many calls each member began. */
    private final AtomicLongArray begun;

    /** The number of the call in which each member is. */
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

    /** In how many calls a purge and opening of their session fell. */
    int overtaken() {
        return overtaken;
    }

    /** By any member but the first. */
    void replaceOne(TokenStore store, int member) {
        long call = begun.incrementAndGet(member);
        int session = sessionOf(call);
        StoredRecord current = records.get(session);
        StoredRecord next = TestRecords.withStamp(current, TestRecords.newStamp());
        running.set(member, call);
        WriteResult told = WriteResult.of(() -> store.replace(current, next));
        running.lazySet(member, IDLE);
        if (told == WriteResult.YES) {
            records.compareAndSet(session, current, next);
        }
    }

    /** By the first member. */
    void openEachAgain(TokenStore store) {
        for (int session = 0; session < SESSIONS; session++) {
            assertOfTheLatestLife(store, session);
            StoredRecord former = records.get(session);
            StoredRecord life = nextLife(former.key());
            long[] before = callsOn(session);
            store.purge(former.endsAt().plusMillis(1), 1_000);
            WriteResult told = WriteResult.of(() -> store.insert(life));
            isOpen[session] = told == WriteResult.YES
                    || (told == WriteResult.UNKNOWN && look(store, life.key()).equals(Optional.of(life)));
            // else the purge lost a race against a replacement: the key stays taken, and the next purge comes soon
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
                    .as("the life that is stored is the latest one: replace compares the stamp in the very step that"
                            + " writes (look for a look before it, and for a version of the engine's own, which begins"
                            + " anew)")
                    .contains(TestRecords.number(latest));
        }
    }

    /** Lives end one after the other, so that a purge ends one. */
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
