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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Trouble is an exception with the right effect, and an interrupted thread stays interrupted. */
abstract class TroubleTests extends StoreTests {

    private static final int MOST_ATTEMPTS = 20;
    private static final long LATEST_INTERRUPT_NANOS = 300_000;
    private static final List<String> WORDS = List.of("the-claim-of-a-phone", "the-attempt-of-a-page", "the-nonce");
    private static final String BODY = "1 in_progress " + String.join(" ", WORDS);
    private static final String NOTHING = "after an exception with the effect NONE, nothing must be written";
    private static final String AGAIN =
            "the store must work again after a call that was interrupted or whose connection broke";
    private static final String FLAG =
            "a thread that was interrupted must be interrupted after the call (look for a caught InterruptedException)";

    @Test
    void trouble_engineOutOfReach_throwsARetryableException() {
        TokenStore unreachable = unreachable();
        StoredRecord record = TestRecords.opened();

        List<TokenStoreException> troubles =
                new ArrayList<>(troubles(unreachable, record, TestRecords.following(record)));
        assertThat(troubles.get(1).effect())
                .as("the effect of a failed find, which can only be NONE")
                .isEqualTo(Effect.NONE);
        if (!contract.forgetsByItself()) {
            troubles.add(assertTrouble("purge", () -> unreachable.purge(Instant.EPOCH, 1)));
        }
        for (TokenStoreException trouble : troubles) {
            assertThat(trouble.isRetryable())
                    .as("whether the exception is retryable, as it must be, because the engine may answer later: "
                            + trouble.getMessage())
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
            List<String> parts = new ArrayList<>(WORDS);
            parts.addAll(List.of(record.key(), record.stamp(), next.stamp()));
            assertThat(withCauses
                            .toString()
                            .lines()
                            .filter(line -> parts.stream().anyMatch(line::contains)))
                    .as("the messages of an exception and its causes that quote a part of a record")
                    .isEmpty();
        }
    }

    private static List<TokenStoreException> troubles(TokenStore unreachable, StoredRecord record, StoredRecord next) {
        return List.of(
                assertTrouble("insert", () -> unreachable.insert(record)),
                assertTrouble("find", () -> unreachable.find(record.key())),
                assertTrouble("replace", () -> unreachable.replace(record, next)));
    }

    @Test
    void trouble_lostRequestOfAWrite_hasATrueEffect() {
        Losses losses = new Losses();
        assertTrueEffect(losses, losses::loseNextRequest);
    }

    @Test
    void trouble_lostAnswerToAWrite_hasATrueEffect() {
        Losses losses = new Losses();
        assertTrueEffect(losses, losses::loseNextAnswer);
    }

    private void assertTrueEffect(Losses losses, Runnable loseNext) {
        TokenStore suffering = contract.createStoreThatSuffers(losses);
        assumeTrue(
                suffering != null,
                "UNPROVEN: the effect that the store reports of a write whose request or answer got lost. To prove it,"
                        + " override createStoreThatSuffers()");
        StoredRecord first = TestRecords.opened();
        loseNext.run();
        Object inserted = answerAfterALoss(losses, () -> suffering.insert(first));
        assertTrue(inserted, store.find(first.key()).isPresent());
        assertWorksAgain(suffering);

        StoredRecord there = insert(store, TestRecords.opened());
        StoredRecord next = TestRecords.following(there);
        loseNext.run();
        Object replaced = answerAfterALoss(losses, () -> suffering.replace(there, next));
        assertTrue(replaced, store.find(there.key()).orElseThrow().equals(next));
        assertWorksAgain(suffering);
    }

    /** Repeats the write until the connection has broken, because a store may lose a race before it sends anything. */
    private static Object answerAfterALoss(Losses losses, Supplier<Object> write) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Object answer = answerOf(write);
            if (losses.haveHappened()) {
                return answer;
            }
        }
        throw new AssertionError(
                "The store of createStoreThatSuffers() must ask the losses at each insert and replace, but did not"
                        + " in " + MOST_ATTEMPTS + " writes.");
    }

    @Test
    void interrupt_duringFindAndPurge_keepsTheThreadInterrupted() {
        StoredRecord record = insert(store, TestRecords.opened());

        Object found = whileInterrupted(() -> store.find(record.key()));
        if (found instanceof Optional<?> answer) {
            assertThat(answer)
                    .as("find of an interrupted thread must return the record or throw, and not return an empty result")
                    .isPresent();
        } else {
            assertRetryable(found);
        }
        Object purged = whileInterrupted(() -> store.purge(Instant.EPOCH, 1));
        if (!(purged instanceof Integer)) {
            assertRetryable(purged);
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
                "UNPROVEN: the exceptions of a store whose engine does not answer. To prove them, override"
                        + " createUnreachableStore()");
        return unreachable;
    }

    /** Returns the answer or the exception of a call on an interrupted thread, which is not a thread of JUnit. */
    private static Object whileInterrupted(Supplier<Object> call) {
        return ManyThreads.together(1, thread -> {
                    Thread.currentThread().interrupt();
                    Object answer = answerOf(call);
                    assertThat(Thread.interrupted()).as(FLAG).isTrue();
                    return answer;
                })
                .get(0);
    }

    /** Returns the answer of a call that another thread interrupts shortly before, during or after the call. */
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

    /** Checks that the store works again; the next calls may fail with a retryable exception. */
    private static void assertWorksAgain(TokenStore store) {
        TokenStoreException trouble = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                StoredRecord record = insert(store, TestRecords.opened());
                StoredRecord next = replace(store, record, TestRecords.following(record));
                assertKept(store, next, AGAIN);
                return;
            } catch (TokenStoreException e) {
                assertRetryable(e);
                trouble = e;
            }
        }
        throw new AssertionError(AGAIN, trouble);
    }

    /** Checks that the answer of an interrupted write is true, whatever the answer is. */
    private static void assertTrue(Object answer, boolean isWritten) {
        if (answer instanceof Boolean said) {
            assertThat(isWritten)
                    .as("whether the record was written by a write that returned %s", said)
                    .isEqualTo(said);
        } else if (assertRetryable(answer).effect() == Effect.NONE) {
            assertThat(isWritten).as(NOTHING).isFalse();
        }
    }

    private static TokenStoreException assertRetryable(Object thrown) {
        assertThat(thrown)
                .as("a call that was interrupted or whose connection broke must return, or throw a retryable"
                        + " TokenStoreException")
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        trouble -> assertThat(trouble.isRetryable()).isTrue());
        return (TokenStoreException) thrown;
    }

    private static TokenStoreException assertTrouble(String operation, Supplier<Object> call) {
        Throwable thrown = catchThrowable(call::get);
        assertThat(thrown)
                .as("%s must throw if the engine does not answer, and not return a value", operation)
                .isInstanceOf(TokenStoreException.class);
        return (TokenStoreException) thrown;
    }
}
