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
 * Who looks at which session when something may have happened to it: pages that wait for another status, and phones
 * whose connection may be replaced. None of them holds a thread, and nobody looks while nothing happens: what this
 * instance writes is told by the library's events, what others write by the stamps of the records, which change with
 * them, and when a session ends is known beforehand. Thread-safe.
 *
 * @param stampsByKey the stamps of the records with these keys, as far as they are in a store that others write to
 */
record Watches(
        Function<String, String> keyOf,
        Function<List<String>, Map<String, String>> stampsByKey,
        InstantSource clock,
        Executor workers,
        ConcurrentMap<String, Watch> watchesByKey) {
    /** A page that waits, or a phone. */
    interface Looker {
        /** Looks, at last to answer whoever waits; tells when to look again although nobody writes anything. */
        Instant look(boolean isLast);
    }

    /** The lookers at one session. */
    static final class Watch {
        private final Set<Looker> lookers = ConcurrentHashMap.newKeySet(1);
        /** Of the record when a sweep saw it last; before that, something that no record bears. */
        private volatile String stamp = "?";

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

        /** Whether somebody wrote, or time has come: each only once. */
        private synchronized boolean isDue(String seen, Instant now) {
            boolean isDue = !seen.equals(stamp) || !lookAgainAt.isAfter(now);
            stamp = seen;
            lookAgainAt = isDue ? Instant.MAX : lookAgainAt;
            return isDue;
        }
    }

    /** Looks now, and whenever something may have happened, until the answer, which leaves, is run. */
    Runnable join(String sessionId, Looker looker) {
        String key = keyOf.apply(sessionId);
        Watch watch = watchesByKey.compute(key, (same, kept) -> {
            Watch joined = kept == null ? new Watch() : kept;
            joined.lookers.add(looker);
            return joined;
        });
        // only now: a change before it joined has told nobody
        watch.look(looker, false);
        return () -> watchesByKey.computeIfPresent(key, (same, kept) -> {
            kept.lookers.remove(looker);
            return kept.lookers.isEmpty() ? null : kept;
        });
    }

    /** What is read as soon as it has another version than the known one, at the latest after the longest wait. */
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

    /** This instance wrote something. Whoever asked for it gets the answer first. */
    void on(HandoffEvent event) {
        switch (event.type()) {
            case CONSUMED, RESUMED, FINISHED, APPROVED, CANCELLED -> look(keyOf.apply(event.sessionId()));
            default -> {}
        }
    }

    /** Looks for what others wrote and what time brought. */
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

    /** Answers everybody with what is the case. */
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
