package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.SessionStatus;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Who waits for a session's status to change, without a thread of their own. Changes made on this instance wake them at
 * once; changes made elsewhere, and by time, are found by looking at each session that is waited for, one after the
 * other.
 */
final class StatusWaiters {

    private final HandoffService handoffs;
    private final InstantSource clock;
    private final Workers workers;
    private final BySession<Waiter> waiters = new BySession<>();

    StatusWaiters(HandoffService handoffs, InstantSource clock, Workers workers) {
        this.handoffs = handoffs;
        this.clock = clock;
        this.workers = workers;
    }

    private record Waiter(String knownVersion, CompletableFuture<Result<SessionStatus>> answer) {}

    /** The status as soon as it is another one than the known, at the latest after the longest wait. */
    CompletableFuture<Result<SessionStatus>> await(String sessionId, String knownVersion, Duration longest) {
        Waiter waiter = new Waiter(knownVersion, new CompletableFuture<>());
        waiters.add(sessionId, waiter);
        Future<?> end = workers.after(longest, () -> workers.execute(() -> answer(sessionId, waiter)));
        try {
            // after it was added: a change right before would otherwise wake nobody
            Result<SessionStatus> current = handoffs.status(sessionId);
            tell(waiter, current);
            if (current instanceof Result.Ok<SessionStatus> ok) {
                lookAtEnd(sessionId, ok.value().endsAt(), longest);
            }
        } catch (TokenStoreException trouble) {
            waiter.answer().completeExceptionally(trouble);
        }
        return waiter.answer().whenComplete((status, failure) -> {
            waiters.remove(sessionId, waiter);
            end.cancel(false);
        });
    }

    /** Something happened to this session. */
    void wake(String sessionId) {
        workers.execute(() -> look(sessionId));
    }

    /** Looks at every session that is waited for. */
    void lookAtAll() {
        for (String sessionId : waiters.sessionIds()) {
            if (!look(sessionId)) {
                // the store is in trouble: the next round is soon enough
                return;
            }
        }
    }

    /** Answers everybody with what is the case now. */
    void dismissAll() {
        for (String sessionId : waiters.sessionIds()) {
            waiters.of(sessionId).forEach(waiter -> workers.execute(() -> answer(sessionId, waiter)));
        }
    }

    private void lookAtEnd(String sessionId, Instant endsAt, Duration longest) {
        Duration left = Duration.between(clock.instant(), endsAt);
        if (!left.isNegative() && left.compareTo(longest) < 0) {
            Future<?> unused = workers.after(left, () -> wake(sessionId));
        }
    }

    private boolean look(String sessionId) {
        Set<Waiter> waiting = waiters.of(sessionId);
        if (waiting.isEmpty()) {
            return true;
        }
        try {
            Result<SessionStatus> current = handoffs.status(sessionId);
            waiting.forEach(waiter -> workers.execute(() -> tell(waiter, current)));
            return true;
        } catch (TokenStoreException trouble) {
            return false;
        }
    }

    private static void tell(Waiter waiter, Result<SessionStatus> current) {
        boolean isNews = current.fold(status -> !status.version().equals(waiter.knownVersion()), refusal -> true);
        if (isNews) {
            waiter.answer().complete(current);
        }
    }

    private void answer(String sessionId, Waiter waiter) {
        try {
            waiter.answer().complete(handoffs.status(sessionId));
        } catch (TokenStoreException trouble) {
            waiter.answer().completeExceptionally(trouble);
        }
    }
}
