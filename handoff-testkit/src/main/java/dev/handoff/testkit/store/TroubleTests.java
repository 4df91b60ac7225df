package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Trouble is an exception and never an answer, and an interrupt stays with its thread. */
abstract class TroubleTests extends StoreTests {

    private static final int MOST_ATTEMPTS = 20;
    private static final String FLAG =
            "a thread that was interrupted is so after the call (look for an InterruptedException that is dropped)";

    TroubleTests(TokenStoreContract contract) {
        super(contract);
    }

    @Test
    void trouble_engineOutOfReach_isAnExceptionAndNeverAnAnswer() {
        TokenStore unreachable = contract.createUnreachableStore();
        assumeTrue(unreachable != null, "to have this proven, return a store from createUnreachableStore()");
        HandoffRecord record = TestRecords.ofEveryShape().get(0);
        HandoffRecord next = TestRecords.following(record);

        assertTrouble(
                "insert: a failed write says nothing about a record's existence", () -> unreachable.insert(record));
        TokenStoreException ofRead = assertTrouble(
                "find: 'not there' is an answer, trouble is none", () -> unreachable.find(record.sessionKey()));
        assertThat(ofRead.effect()).as("a read has no effect").isEqualTo(Effect.NONE);
        assertTrouble("replace: false means that nothing was written", () -> unreachable.replace(record, next));
        assertTrouble("purge: a number means that so many were deleted", () -> unreachable.purge(Instant.EPOCH, 1));
    }

    @Test
    void trouble_engineOutOfReach_tellsNothingOfTheRecord() {
        TokenStore unreachable = contract.createUnreachableStore();
        assumeTrue(unreachable != null, "to have this proven, return a store from createUnreachableStore()");
        HandoffRecord record = TestRecords.withTexts("the-hash-of-the-device", "the-code-of-the-failure");

        for (TokenStoreException trouble : new TokenStoreException[] {
            assertTrouble("insert", () -> unreachable.insert(record)),
            assertTrouble("find", () -> unreachable.find(record.sessionKey())),
            assertTrouble("replace", () -> unreachable.replace(record, TestRecords.following(record)))
        }) {
            assertThat(trouble.getMessage())
                    .as("messages name the operation and the cause, and no part of a record")
                    .doesNotContain(record.sessionKey())
                    .doesNotContain(record.stamp().generation())
                    .doesNotContain("the-hash-of-the-device")
                    .doesNotContain("the-code-of-the-failure");
        }
    }

    @Test
    void interrupt_duringFindAndPurge_staysWithTheThread() {
        HandoffRecord record = insert(store, TestRecords.opened());

        Object found = whileInterrupted(() -> store.find(record.sessionKey()));
        if (found instanceof Optional<?> answer) {
            assertThat(answer).as("'not there' is an answer, trouble is none").isPresent();
        }
        whileInterrupted(() -> store.purge(Instant.EPOCH, 1));
        assertWorksAgain();
    }

    @Test
    void interrupt_duringInsert_staysWithTheThreadAndTheAnswerIsTrue() {
        HandoffRecord record = TestRecords.opened();
        Object answer = whileInterrupted(() -> store.insert(record));

        assertWorksAgain();
        assertTrue(answer, store.find(record.sessionKey()).isPresent());
    }

    @Test
    void interrupt_duringReplace_staysWithTheThreadAndTheAnswerIsTrue() {
        HandoffRecord first = insert(store, TestRecords.opened());
        Object answer = whileInterrupted(() -> store.replace(first, TestRecords.following(first)));

        assertWorksAgain();
        assertTrue(answer, store.find(first.sessionKey()).orElseThrow().stamp().version() == 2);
    }

    /** What was answered, or the exception; the thread is one of the kit's, which no framework interrupts. */
    private static Object whileInterrupted(Supplier<Object> call) {
        return ManyThreads.together(1, thread -> {
                    Thread.currentThread().interrupt();
                    Object[] answer = new Object[1];
                    Throwable trouble = catchThrowable(() -> answer[0] = call.get());
                    assertThat(Thread.interrupted()).as(FLAG).isTrue();
                    return trouble == null ? answer[0] : trouble;
                })
                .get(0);
    }

    /** An interrupt may have cost a connection: the next calls may fail, if they say that trying again helps. */
    private void assertWorksAgain() {
        TokenStoreException trouble = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                HandoffRecord record = insert(store, TestRecords.opened());
                HandoffRecord next = replace(store, record, TestRecords.following(record));
                assertKept(store, next, "the store works after a call that was interrupted");
                return;
            } catch (TokenStoreException e) {
                assertThat(e.isRetryable())
                        .as("the store works after a call that was interrupted, but now says: " + e.getMessage())
                        .isTrue();
                trouble = e;
            }
        }
        throw new AssertionError("the store works after a call that was interrupted", trouble);
    }

    /** Every answer is possible for a call that is interrupted, but it has to be true. */
    private static void assertTrue(Object answer, boolean isWritten) {
        if (answer instanceof Boolean said) {
            assertThat(isWritten)
                    .as("answered %s; true means written, false means not", said)
                    .isEqualTo(said);
        } else {
            assertThat(answer).as("trouble is reported as TokenStoreException").isInstanceOf(TokenStoreException.class);
            if (((TokenStoreException) answer).effect() == Effect.NONE) {
                assertThat(isWritten)
                        .as("the effect NONE means that nothing was written")
                        .isFalse();
            }
        }
    }

    private static TokenStoreException assertTrouble(String promise, Supplier<Object> call) {
        Throwable thrown = catchThrowable(call::get);
        assertThat(thrown).as(promise).isInstanceOf(TokenStoreException.class);
        return (TokenStoreException) thrown;
    }
}
