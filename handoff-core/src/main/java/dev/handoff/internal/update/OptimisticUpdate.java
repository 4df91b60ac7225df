package dev.handoff.internal.update;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Read, decide, write if nothing happened meanwhile, else look again: a bounded number of times. Distrusts the store:
 * an answer for another session is an error. Thread-safe.
 */
public final class OptimisticUpdate {

    /** 24 parallel resumes by one phone were seen to need more than 8. */
    static final int MAX_ROUNDS = 32;

    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000;

    private final TokenStore store;

    public OptimisticUpdate(TokenStore store) {
        this.store = store;
    }

    /** The record of this session. */
    public Optional<HandoffRecord> find(String sessionKey) {
        Optional<HandoffRecord> found = Objects.requireNonNull(store.find(sessionKey), "the store answered null");
        if (found.isPresent() && !found.get().sessionKey().equals(sessionKey)) {
            throw new TokenStoreException(Effect.NONE, "find: the store answered with another session's record");
        }
        return found;
    }

    /**
     * As {@link #settle}, but first tries to write without reading, on what the caller has reason to think is stored.
     * Does not answer refusals: where the assumption leads to anything but a write that succeeds, the record is read.
     *
     * @param assumed what is thought to be stored, null for nothing
     */
    public <R, T> Settled<R, T> settleAssuming(
            @Nullable HandoffRecord assumed,
            String sessionKey,
            Function<@Nullable HandoffRecord, Decision<R>> rule,
            Function<HandoffRecord, T> answer) {
        if (rule.apply(assumed) instanceof Decision.Write<R> write) {
            T prepared = answer.apply(write.next());
            if (write(assumed, write.next())) {
                return new Settled<>(write, prepared);
            }
        }
        return settle(sessionKey, rule, answer);
    }

    /**
     * Reads, decides and writes until it is settled.
     *
     * @param rule decides on the record that is there, or on null; called again for every round, so it must be pure
     * @param answer makes the answer of the resulting record, before anything is written
     * @throws TokenStoreException if the store is in trouble, or if others were faster in every round
     */
    public <R, T> Settled<R, T> settle(
            String sessionKey, Function<@Nullable HandoffRecord, Decision<R>> rule, Function<HandoffRecord, T> answer) {
        for (int round = 1; round <= MAX_ROUNDS; round++) {
            HandoffRecord current = find(sessionKey).orElse(null);
            Decision<R> decision = rule.apply(current);
            if (decision instanceof Decision.Keep<R> keep) {
                return new Settled<>(decision, answer.apply(keep.current()));
            }
            if (!(decision instanceof Decision.Write<R> write)) {
                return new Settled<>(decision, null);
            }
            T prepared = answer.apply(write.next());
            if (write(current, write.next())) {
                return new Settled<>(decision, prepared);
            }
            pause(round);
        }
        throw new TokenStoreException(
                Effect.NONE, "gave up after " + MAX_ROUNDS + " rounds: the record changed before every write");
    }

    private boolean write(@Nullable HandoffRecord expected, HandoffRecord next) {
        return expected == null ? store.insert(next) : store.replace(expected, next);
    }

    /** Jitter, so that rivals in step fall out of step. */
    private static void pause(int round) {
        long longest = Math.min(FIRST_PAUSE_NANOS << Math.min(round, 10), LONGEST_PAUSE_NANOS);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
    }

    /**
     * What came of it.
     *
     * @param decision the one that holds
     * @param answer null for a refusal
     */
    public record Settled<R, T>(
            Decision<R> decision, @Nullable T answer) {}
}
