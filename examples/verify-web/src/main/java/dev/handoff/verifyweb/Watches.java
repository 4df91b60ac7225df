package dev.handoff.verifyweb;

import dev.handoff.HandoffEvent;
import dev.handoff.Result;
import dev.handoff.SessionStatus;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls a {@link Looker} when its session may have changed: a page that waits for another status, or a phone whose
 * connection may be replaced. A waiting looker holds no thread. Three things cause a call: an event of the library in
 * this instance, a changed stamp of the record, and the session's end. Thread-safe.
 *
 * @param stampsByKey reads the stamps of the records with these keys; empty if no other instance shares the store
 */
record Watches(
        Function<String, String> keyOf,
        Function<List<String>, Map<String, String>> stampsByKey,
        InstantSource clock,
        Executor workers,
        ConcurrentMap<String, Watch> watchesByKey) {
    interface Looker {
        /** Reads the session; with isLast, answers in any case. Returns when to look again even if nobody writes. */
        Instant look(boolean isLast);
    }

    static final class Watch {
        private final Set<Looker> lookers = ConcurrentHashMap.newKeySet(1);
        private volatile String stamp = "?"; // the record's stamp in the last sweep, or a text that is no stamp
        private Instant lookAgainAt = Instant.MAX;

        private void look(Looker looker, boolean isLast) {
            try {
                Instant again = looker.look(isLast);
                synchronized (this) {
                    lookAgainAt = again.isBefore(lookAgainAt) ? again : lookAgainAt;
                }
            } catch (TokenStoreException trouble) {
                // the next sweep looks again
                stamp = "?";
            }
        }

        /** Returns whether the record was written, or the time to look again has come; true once for each. */
        private synchronized boolean isDue(String seen, Instant now) {
            boolean isDue = !seen.equals(stamp) || !lookAgainAt.isAfter(now);
            stamp = seen;
            lookAgainAt = isDue ? Instant.MAX : lookAgainAt;
            return isDue;
        }
    }

    /** Calls the looker now and at every change. Running the returned task ends that. */
    Runnable join(String sessionId, Looker looker) {
        String key = keyOf.apply(sessionId);
        Watch watch = watchesByKey.compute(key, (same, kept) -> {
            Watch joined = kept == null ? new Watch() : kept;
            joined.lookers.add(looker);
            return joined;
        });
        // looks after joining, so that no change in between is missed
        watch.look(looker, false);
        return () -> watchesByKey.computeIfPresent(key, (same, kept) -> {
            kept.lookers.remove(looker);
            return kept.lookers.isEmpty() ? null : kept;
        });
    }

    /** Completes when the status has another version than the known one, or when the longest wait is over. */
    CompletableFuture<Result<SessionStatus>> await(
            String sessionId, Supplier<Result<SessionStatus>> reading, String knownVersion, Duration longest) {
        CompletableFuture<Result<SessionStatus>> answer = new CompletableFuture<>();
        Looker looker = isLast -> {
            if (answer.isDone()) {
                return Instant.MAX;
            }
            try {
                Result<SessionStatus> read = reading.get();
                if (isLast || read.fold(status -> !status.version().equals(knownVersion), refusal -> true)) {
                    answer.complete(read);
                }
                return read.fold(
                        status -> status.state().isTerminal() ? Instant.MAX : status.endsAt(), refusal -> Instant.MAX);
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
                return Instant.MAX;
            }
        };
        Runnable leaving = join(sessionId, looker);
        var unused = answer.whenComplete((status, failure) -> leaving.run());
        CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS, workers)
                .execute(() -> looker.look(true));
        return answer;
    }

    /** Looks after a write of this instance, in another thread, so that the writing call is not delayed. */
    void on(HandoffEvent event) {
        switch (event.type()) {
            case CONSUMED, RESUMED, FINISHED, APPROVED, CANCELLED -> look(keyOf.apply(event.sessionId()));
            default -> {}
        }
    }

    /** Looks at every session that another instance wrote, or that has ended. */
    void sweep() {
        Map<String, Watch> watched = Map.copyOf(watchesByKey);
        Map<String, String> stamps = watched.isEmpty() ? Map.of() : stampsByKey.apply(List.copyOf(watched.keySet()));
        Instant now = clock.instant();
        watched.forEach((key, watch) -> {
            if (watch.isDue(stamps.getOrDefault(key, ""), now)) {
                look(key);
            }
        });
    }

    void dismissAll() {
        watchesByKey.values().forEach(watch -> watch.lookers.forEach(looker -> watch.look(looker, true)));
    }

    private void look(String key) {
        Watch watch = watchesByKey.get(key);
        if (watch != null) {
            workers.execute(() -> watch.lookers.forEach(looker -> watch.look(looker, false)));
        }
    }
}
