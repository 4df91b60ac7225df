package dev.handoff.testkit.store;

import static dev.handoff.testkit.store.StoreAssertions.assertGone;
import static dev.handoff.testkit.store.StoreAssertions.assertKept;
import static dev.handoff.testkit.store.StoreAssertions.insert;
import static dev.handoff.testkit.store.StoreAssertions.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Trouble is an exception that tells the truth, and an interrupt stays with its thread. */
abstract class TroubleTests extends StoreTests {

    private static final int MOST_ATTEMPTS = 20;
    private static final long LATEST_INTERRUPT_NANOS = 300_000;
    private static final List<String> WORDS = List.of("the-claim-of-a-phone", "the-attempt-of-a-page", "the-nonce");
    private static final String BODY = "1 in_progress " + String.join(" ", WORDS);
    private static final String NOTHING = "the effect NONE means that nothing was written";
    private static final String AGAIN = "the store works after a call that was interrupted or whose connection broke";
    private static final String FLAG =
            "a thread that was interrupted is so after the call (look for an InterruptedException that is dropped)";

    @Test
    void trouble_engineOutOfReach_throwsARetryableException() {
        TokenStore unreachable = unreachable();
        StoredRecord record = TestRecords.opened();

        for (TokenStoreException trouble : troubles(unreachable, record, TestRecords.following(record))) {
            assertThat(trouble.isRetryable())
                    .as("an engine that does not answer may answer later: " + trouble.getMessage())
                    .isTrue();
        }
        assertThat(assertTrouble("find", () -> unreachable.find(record.key())).effect())
                .as("a read has no effect")
                .isEqualTo(Effect.NONE);
        if (!contract.forgetsByItself()) {
            TokenStoreException purging = assertTrouble(
                    "purge: a number means that so many were deleted", () -> unreachable.purge(Instant.EPOCH, 1));
            assertThat(purging.isRetryable())
                    .as("an engine that does not answer may answer later, to a purge, too")
                    .isTrue();
        }
    }

    @Test
    void trouble_withEffectNone_hasWrittenNothing() {
        TokenStore unreachable = unreachable();
        StoredRecord fresh = TestRecords.opened();
        StoredRecord there = insert(store, TestRecords.opened());
        StoredRecord next = TestRecords.following(there);

        if (assertTrouble("insert", () -> unreachable.insert(fresh)).effect() == Effect.NONE) {
            assertGone(store, fresh, NOTHING);
        }
        if (assertTrouble("replace", () -> unreachable.replace(there, next)).effect() == Effect.NONE) {
            assertKept(store, there, NOTHING);
        }
    }

    @Test
    void trouble_engineOutOfReach_quotesNoPartOfTheRecord() {
        StoredRecord record = TestRecords.withBody(TestRecords.opened(), BODY);
        StoredRecord next = TestRecords.withBody(TestRecords.following(record), BODY);

        for (TokenStoreException trouble : troubles(unreachable(), record, next)) {
            StringWriter withCauses = new StringWriter();
            trouble.printStackTrace(new PrintWriter(withCauses, true));
            assertThat(withCauses.toString())
                    .as("messages name the operation and the cause, and no part of a record; those of causes, too")
                    .doesNotContain(record.key(), record.stamp(), next.stamp())
                    .doesNotContain(WORDS);
        }
    }

    private static List<TokenStoreException> troubles(TokenStore unreachable, StoredRecord record, StoredRecord next) {
        return List.of(
                assertTrouble("insert: false says that nothing was written", () -> unreachable.insert(record)),
                assertTrouble("find: 'not there' is an answer, trouble is none", () -> unreachable.find(record.key())),
                assertTrouble("replace: false says that nothing was written", () -> unreachable.replace(record, next)));
    }

    @Test
    void trouble_lostRequestOfAWrite_hasATrueEffect() {
        Losses losses = new Losses();
        assertToldAsItIs(losses, losses::loseNextRequest);
    }

    @Test
    void trouble_lostAnswerToAWrite_hasATrueEffect() {
        Losses losses = new Losses();
        assertToldAsItIs(losses, losses::loseNextAnswer);
    }

    private void assertToldAsItIs(Losses losses, Runnable loseNext) {
        TokenStore suffering = contract.createStoreThatSuffers(losses);
        assumeTrue(
                suffering != null,
                "UNPROVEN: what the store says of a write whose request or answer got lost. To have it proven, override"
                        + " createStoreThatSuffers()");
        StoredRecord first = TestRecords.opened();
        loseNext.run();
        Object inserted = answerOfTheOneThatSuffers(losses, () -> suffering.insert(first));
        assertTrue(inserted, store.find(first.key()).isPresent());
        assertWorksAgain(suffering);

        StoredRecord there = insert(store, TestRecords.opened());
        StoredRecord next = TestRecords.following(there);
        loseNext.run();
        Object replaced = answerOfTheOneThatSuffers(losses, () -> suffering.replace(there, next));
        assertTrue(replaced, store.find(there.key()).orElseThrow().equals(next));
        assertWorksAgain(suffering);
    }

    /** A store may lose a race before it sends anything. */
    private static Object answerOfTheOneThatSuffers(Losses losses, Supplier<Object> write) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Object answer = answerOf(write);
            if (losses.haveHappened()) {
                return answer;
            }
        }
        throw new AssertionError(
                "createStoreThatSuffers(): the connection asks the losses at each insert and replacement");
    }

    @Test
    void interrupt_duringFindAndPurge_keepsTheThreadInterrupted() {
        StoredRecord record = insert(store, TestRecords.opened());

        Object found = whileInterrupted(() -> store.find(record.key()));
        if (found instanceof Optional<?> answer) {
            assertThat(answer).as("'not there' is an answer, trouble is none").isPresent();
        } else {
            assertPassing(found);
        }
        Object purged = whileInterrupted(() -> store.purge(Instant.EPOCH, 1));
        if (!(purged instanceof Integer)) {
            assertPassing(purged);
        }
        assertWorksAgain(store);
    }

    @Test
    void interrupt_duringInsert_keepsTheThreadInterruptedAndTheAnswerTrue() {
        StoredRecord record = TestRecords.opened();
        Object answer = whileInterrupted(() -> store.insert(record));

        assertWorksAgain(store);
        assertTrue(answer, store.find(record.key()).isPresent());
    }

    @Test
    void interrupt_duringReplace_keepsTheThreadInterruptedAndTheAnswerTrue() {
        StoredRecord first = insert(store, TestRecords.opened());
        Object answer = whileInterrupted(() -> store.replace(first, TestRecords.following(first)));

        assertWorksAgain(store);
        assertTrue(answer, !store.find(first.key()).orElseThrow().equals(first));
    }

    @Test
    void interrupt_atAnyMomentOfAWrite_keepsTheThreadInterruptedAndTheAnswerTrue() {
        inRounds(contract.fewRounds(), () -> {
            StoredRecord first = insert(store, TestRecords.opened());
            StoredRecord next = TestRecords.following(first);
            Object answer = whileBeingInterrupted(() -> store.replace(first, next));

            assertWorksAgain(store);
            assertTrue(answer, store.find(first.key()).orElseThrow().equals(next));
        });
    }

    private TokenStore unreachable() {
        TokenStore unreachable = contract.createUnreachableStore();
        assumeTrue(
                unreachable != null,
                "UNPROVEN: what the store says of trouble. To have it proven, override createUnreachableStore()");
        return unreachable;
    }

    /** What was answered, or the exception; the thread is one of the kit's, which no framework interrupts. */
    private static Object whileInterrupted(Supplier<Object> call) {
        return ManyThreads.together(1, thread -> {
                    Thread.currentThread().interrupt();
                    Object answer = answerOf(call);
                    assertThat(Thread.interrupted()).as(FLAG).isTrue();
                    return answer;
                })
                .get(0);
    }

    /** As another thread interrupts it about now: shortly before, during or after the call. */
    private Object whileBeingInterrupted(Supplier<Object> call) {
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        return ManyThreads.together(2, member -> {
                    if (member == 0) {
                        caller.complete(Thread.currentThread());
                        Object answer = answerOf(call);
                        while (interrupted.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        boolean isKept = Thread.interrupted();
                        assertThat(isKept || contract.dropsInterrupts())
                                .as(FLAG)
                                .isTrue();
                        return answer;
                    }
                    Thread called = caller.join();
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LATEST_INTERRUPT_NANOS));
                    called.interrupt();
                    interrupted.countDown();
                    return "interrupted";
                })
                .get(0);
    }

    private static Object answerOf(Supplier<Object> call) {
        Object[] answer = new Object[1];
        Throwable trouble = catchThrowable(() -> answer[0] = call.get());
        return trouble == null ? answer[0] : trouble;
    }

    /** A connection may be lost: the next calls may fail, if they say that trying again helps. */
    private static void assertWorksAgain(TokenStore store) {
        TokenStoreException trouble = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                StoredRecord record = insert(store, TestRecords.opened());
                StoredRecord next = replace(store, record, TestRecords.following(record));
                assertKept(store, next, AGAIN);
                return;
            } catch (TokenStoreException e) {
                assertPassing(e);
                trouble = e;
            }
        }
        throw new AssertionError(AGAIN, trouble);
    }

    /** Every answer is possible for a call that is interrupted, but it has to be true. */
    private static void assertTrue(Object answer, boolean isWritten) {
        if (answer instanceof Boolean said) {
            assertThat(isWritten)
                    .as("answered %s; true means written, false means not", said)
                    .isEqualTo(said);
        } else if (assertPassing(answer).effect() == Effect.NONE) {
            assertThat(isWritten).as(NOTHING).isFalse();
        }
    }

    private static TokenStoreException assertPassing(Object thrown) {
        assertThat(thrown)
                .as("trouble is reported as TokenStoreException, and what comes of an interrupt or of a connection that"
                        + " broke may be tried again")
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        trouble -> assertThat(trouble.isRetryable()).isTrue());
        return (TokenStoreException) thrown;
    }

    private static TokenStoreException assertTrouble(String promise, Supplier<Object> call) {
        Throwable thrown = catchThrowable(call::get);
        assertThat(thrown).as(promise).isInstanceOf(TokenStoreException.class);
        return (TokenStoreException) thrown;
    }
}
