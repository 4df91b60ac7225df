package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link TokenStore} asks of inserting, finding and replacing, one question at a time. */
abstract class StoreConditions extends StoreUnderTest {

    private static final String REFUSED = "an insert or a replacement that answers false has written nothing";
    private static final String FRESH =
            "find answers what was written last, by whomever (look for a cache or a replica)";

    @Test
    void find_unknownKey_isEmpty() {
        store.insert(Samples.opened());

        assertThat(store.find(Samples.randomHex(64)))
                .as("find answers only for the key that it was asked for")
                .isEmpty();
    }

    @Test
    void find_aKeyThatWasUnknownBefore_seesTheInsert() {
        HandoffRecord record = Samples.opened();
        TokenStore other = storeOfAnotherProcess();
        assertThat(store.find(record.sessionKey())).isEmpty();
        assertThat(other.find(record.sessionKey())).isEmpty();
        store.insert(record);

        assertKept(store, record, FRESH);
        assertKept(other, record, FRESH);
    }

    @Test
    void find_afterTheSessionsEnd_stillFinds() {
        HandoffRecord ended = Samples.endingAt(Instant.ofEpochMilli(9_000), RecordState.CREATED);
        store.insert(ended);

        assertKept(
                store, ended, "a record stays until it is purged: a late phone must hear why (look for expiry times)");
    }

    @Test
    void find_afterAWriteByAnotherThread_isWhatWasWritten() {
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, first.stamp().next());
        store.insert(first);
        store.find(first.sessionKey());
        Crowd.of(1, rival -> store.replace(first, second));

        assertKept(store, second, FRESH);
    }

    @Test
    void find_afterAWriteThroughAnotherStore_isWhatWasWritten() {
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, first.stamp().next());
        store.insert(first);
        other.find(first.sessionKey());
        store.replace(first, second);

        assertKept(other, second, FRESH);
    }

    @Test
    void insert_knownKey_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, Samples.stamp(first.sessionKey(), 1));
        store.insert(first);

        assertThat(store.insert(second))
                .as("insert answers false when the key has a record")
                .isFalse();
        assertThat(store.insert(first))
                .as("insert answers false when the key has a record, be it the very same one")
                .isFalse();
        assertThat(storeOfAnotherProcess().insert(second))
                .as("insert answers false when the key has a record that another store inserted")
                .isFalse();
        assertKept(store, first, REFUSED);
    }

    @Test
    void replace_otherVersion_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withStamp(first, first.stamp().next());
        HandoffRecord third = Samples.withStamp(first, second.stamp().next());
        store.insert(first);
        store.replace(first, second);

        assertThat(store.replace(first, second))
                .as(
                        "replace compares the version: an older one is false, even if the very same replacement went before")
                .isFalse();
        assertThat(store.replace(third, Samples.withStamp(first, third.stamp().next())))
                .as("replace compares the version: one to come is false")
                .isFalse();
        assertKept(store, second, REFUSED);
    }

    @Test
    void replace_versionThatAnotherStoreOvertook_isFalseAndKeepsWhatIsThere() {
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord first = Samples.opened();
        HandoffRecord second = Samples.withAttempt(first, first.stamp().next(), 1);
        store.insert(first);
        other.find(first.sessionKey());
        store.replace(first, second);

        assertThat(other.replace(first, Samples.withAttempt(first, first.stamp().next(), 2)))
                .as("replace compares with what is stored now, not with what this store object saw last")
                .isFalse();
        assertKept(store, second, REFUSED);
    }

    @Test
    void replace_otherGeneration_isFalseAndKeepsWhatIsThere() {
        HandoffRecord first = Samples.opened();
        HandoffRecord formerLife = Samples.withStamp(first, Samples.stamp(first.sessionKey(), 1));
        store.insert(first);

        assertThat(store.replace(
                        formerLife, Samples.withStamp(first, formerLife.stamp().next())))
                .as("replace compares the generation: after purge and re-open, versions repeat")
                .isFalse();
        assertKept(store, first, REFUSED);
    }

    @Test
    void replace_stampOfAnotherKey_isFalseAndTouchesNeither() {
        HandoffRecord mine = Samples.opened();
        HandoffRecord neighbour = Samples.opened();
        store.insert(mine);
        store.insert(neighbour);
        Stamp mixed = new Stamp(mine.sessionKey(), neighbour.stamp().generation(), 1);

        assertThat(store.replace(Samples.withStamp(mine, mixed), Samples.withStamp(mine, mixed.next())))
                .as("replace compares generation and version of this very key's record")
                .isFalse();
        assertKept(store, mine, REFUSED);
        assertKept(store, neighbour, "replace touches no other session's record");
    }

    @Test
    void replace_oneOfTwo_leavesTheOtherAlone() {
        HandoffRecord mine = Samples.opened();
        HandoffRecord neighbour = Samples.opened();
        store.insert(mine);
        store.insert(neighbour);
        HandoffRecord next = Samples.withAttempt(mine, mine.stamp().next(), 1);

        assertThat(store.replace(mine, next)).isTrue();
        assertKept(store, next, "replace answers true when it has written");
        assertKept(store, neighbour, "replace touches no other session's record");
    }

    @Test
    void replace_unknownKey_isFalseAndAddsNothing() {
        HandoffRecord unknown = Samples.opened();

        assertThat(store.replace(
                        unknown, Samples.withStamp(unknown, unknown.stamp().next())))
                .as("replace answers false where there is no record: a purged session stays purged")
                .isFalse();
        assertThat(store.find(unknown.sessionKey()))
                .as("replace never adds a record")
                .isEmpty();
    }

    @Test
    void replace_sameStampButOtherParts_isTrue() {
        HandoffRecord stored = Samples.ofEveryShape().get(0);
        HandoffRecord sameStamp = Samples.withStamp(Samples.opened(stored.sessionKey()), stored.stamp());
        HandoffRecord next = Samples.withStamp(stored, stored.stamp().next());
        store.insert(stored);

        assertThat(store.replace(sameStamp, next))
                .as("the stamp alone decides: core rebuilds records from attempt ids, so compare no other part")
                .isTrue();
        assertKept(store, next, "replace answers true when it has written");
    }

    @Test
    void replace_answeringTrue_hasWrittenWhenItReturns() {
        TokenStore other = storeOfAnotherProcess();
        HandoffRecord current = Samples.opened();
        store.insert(current);
        for (int number = 1; number <= 50; number++) {
            HandoffRecord next = Samples.withAttempt(current, current.stamp().next(), number);

            assertThat(store.replace(current, next))
                    .as("replace answers true when the record bears the stamp")
                    .isTrue();
            assertKept(other, next, "true means written for good, not queued (look for write-behind, missing commit)");
            current = next;
        }
    }

    @Test
    void replace_answeringFalse_hasNotWritten() {
        HandoffRecord first = Samples.opened();
        HandoffRecord next = Samples.withAttempt(first, first.stamp().next(), 1);
        store.insert(first);

        boolean answer = store.replace(first, next);
        assertThat(store.find(first.sessionKey()).orElseThrow().stamp().version())
                .as("replace answered %s; true means written, false means not written", answer)
                .isEqualTo(answer ? 2 : 1);
    }

    @Test
    void trouble_engineOutOfReach_isAnExceptionAndNeverAnAnswer() {
        TokenStore unreachable = createUnreachableStore();
        assumeTrue(unreachable != null, "to have this proven, return a store from createUnreachableStore()");
        HandoffRecord record = Samples.opened();
        HandoffRecord next = Samples.withStamp(record, record.stamp().next());

        assertTrouble(
                "insert: a failed write says nothing about a record's existence", () -> unreachable.insert(record));
        assertTrouble("find: 'not there' is an answer, trouble is none", () -> unreachable.find(record.sessionKey()));
        assertTrouble("replace: false means that nothing was written", () -> unreachable.replace(record, next));
        assertTrouble("purge: a number means that so many went", () -> unreachable.purge(Instant.EPOCH, 1));
        assertThatThrownBy(() -> unreachable.find(record.sessionKey()))
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        trouble -> assertThat(trouble.effect())
                                .as("a read has no effect")
                                .isEqualTo(Effect.NONE));
    }

    private static void assertTrouble(String promise, ThrowingCallable question) {
        assertThatThrownBy(question).as(promise).isInstanceOf(TokenStoreException.class);
    }
}
