package dev.handoff.verifyweb;

import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.SessionStatus;
import dev.handoff.spi.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know of which session: pages that wait for another status, and phones whose connection may be replaced.
 * None of them holds a thread, and none costs a query while nothing happens: what this instance writes is told by the
 * library's events, what others write by the {@link ChangeFeed}, and when a session ends is known beforehand.
 */
record Watches(
        HandoffService handoffs,
        DemoSessions sessions,
        ChangeFeed feed,
        InstantSource clock,
        ScheduledExecutorService timers,
        Executor workers,
        Map<String, Watch> watchesByKey) {
    private static final String UNTOLD = "?";

    /** What there is to tell of a session. */
    record View(SessionStatus status, Optional<String> redirectUrl) {}

    /** How the session stands, for a page that presents this proof; throws if it may not know. */
    View read(String sessionId, String pageProof) {
        return new Watch(sessionId).view(pageProof);
    }

    /** The same as soon as it has another version than the known one, at the latest after the longest wait. */
    CompletableFuture<View> await(String sessionId, String pageProof, String knownVersion, Duration longest) {
        Watch candidate = find(handoffs.sessionKey(sessionId)).orElseGet(() -> new Watch(sessionId));
        // before anything is kept: whoever may not know of the session, or asks for none, leaves nothing here
        candidate.view(pageProof);
        Wait wait = new Wait(pageProof, knownVersion, new CompletableFuture<>());
        Watch watch = join(candidate, joined -> joined.waits.add(wait));
        Runnable ending = () -> workers.execute(() -> watch.answer(wait, true));
        var end = timers.schedule(ending, longest.toMillis(), TimeUnit.MILLISECONDS);
        // only now: a change before it joined has told nobody
        watch.answer(wait, false);
        var unused = wait.answer.whenComplete((view, failure) -> {
            watch.waits.remove(wait);
            end.cancel(false);
        });
        return wait.answer;
    }

    /** This phone is bound from now on, and replaces the connections that its device left open here. */
    void add(PhoneSocket phone) {
        Watch candidate = find(handoffs.sessionKey(phone.sessionId)).orElseGet(() -> new Watch(phone.sessionId));
        Watch watch = join(candidate, joined -> joined.phones.add(phone));
        // two may get here in the other order than they were bound in: the latest connection is who stays
        long latest =
                watch.phones.stream().mapToLong(PhoneSocket::connection).max().orElse(0);
        if (watch.endsAt.equals(Instant.MAX)) {
            handoffs.backendStatus(phone.sessionId).map(watch::learnEnd);
        }
        watch.phones.stream()
                .filter(each -> each.connection() < latest)
                .forEach(each -> each.end(Refusal.CONNECTION_REPLACED));
    }

    void remove(PhoneSocket phone) {
        find(handoffs.sessionKey(phone.sessionId)).ifPresent(watch -> watch.phones.remove(phone));
    }

    /** This instance wrote something. Whoever asked for it gets the answer first. */
    void on(HandoffEvent event) {
        switch (event.type()) {
            case CONSUMED, RESUMED, FINISHED, APPROVED, CANCELLED -> workers.execute(() -> pass(event));
            default -> {}
        }
    }

    private void pass(HandoffEvent event) {
        String key = handoffs.sessionKey(event.sessionId());
        find(key).ifPresent(watch -> {
            if (event.type() == HandoffEvent.Type.CANCELLED) {
                watch.phones.forEach(phone -> phone.end(Refusal.SESSION_EXPIRED));
            }
            watch.refresh(Set.of());
        });
        feed.publish(key);
    }

    /** Something happened to the session with this key, and this instance may not know of it. */
    void look(String key) {
        find(key).ifPresent(watch -> workers.execute(() -> watch.refresh(watch.phones)));
    }

    /** Looks for what others wrote and what time brought. */
    void sweep() {
        Map<String, String> known = new HashMap<>();
        watchesByKey.forEach((key, watch) -> known.put(key, watch.stamp));
        try {
            feed.changesAmong(known).forEach((key, stamp) -> {
                find(key).ifPresent(watch -> watch.stamp = stamp);
                look(key);
            });
        } catch (TokenStoreException trouble) {
            // nobody knows what others wrote: whatever is asked for is read until a sweep succeeds
            watchesByKey.values().forEach(Watch::forget);
        }
        Instant now = clock.instant();
        for (String key : known.keySet()) {
            find(key).filter(watch -> watch.isOverdue(now)).ifPresent(watch -> look(key));
            watchesByKey.computeIfPresent(key, (same, watch) -> watch.isLeft() ? null : watch);
        }
    }

    /** Answers everybody with what is the case. */
    void dismissAll() {
        watchesByKey.values().forEach(watch -> watch.waits.forEach(wait -> watch.answer(wait, true)));
    }

    /** Somebody joins the watch that is kept, in one step with sweeps, which drop those that nobody is left in. */
    private Watch join(Watch candidate, Consumer<Watch> joining) {
        return watchesByKey.compute(handoffs.sessionKey(candidate.sessionId), (key, kept) -> {
            Watch joined = kept == null ? candidate : kept;
            if (kept == null) {
                // whoever changed the session since it was read found nobody to tell
                joined.forget();
            }
            joining.accept(joined);
            return joined;
        });
    }

    private Optional<Watch> find(String key) {
        return Optional.ofNullable(watchesByKey.get(key));
    }

    /** A page that waits for another version than it knows. */
    private record Wait(String pageProof, String knownVersion, CompletableFuture<View> answer) {}

    /** A session that somebody wants to know of. What was read of it is true until somebody tells of a change. */
    final class Watch {
        private final String sessionId;
        private final Optional<String> redirectUrl;
        /** Of a session of which the demo keeps nothing, what the library told; before that, the end of time. */
        private volatile Instant endsAt;

        private final Set<Wait> waits = ConcurrentHashMap.newKeySet(1);
        private final Set<PhoneSocket> phones = ConcurrentHashMap.newKeySet(1);
        /** Of the record, as the feed told last; before that, something that no record bears. */
        private volatile String stamp = UNTOLD;

        private @Nullable SessionStatus known;
        /** What the page presented when that was read. */
        private String knownTo = "";

        private int timesForgotten;
        private int sweepsAlone;

        private Watch(String sessionId) {
            this.sessionId = sessionId;
            Optional<DemoSessions.DemoSession> session = sessions.find(sessionId);
            this.redirectUrl = session.flatMap(DemoSessions.DemoSession::redirectUrl);
            this.endsAt = session.map(DemoSessions.DemoSession::endsAt).orElse(Instant.MAX);
        }

        private View view(String pageProof) {
            SessionStatus status;
            int before;
            synchronized (this) {
                status = Secrets.areEqual(pageProof, knownTo) ? known : null;
                before = timesForgotten;
            }
            if (status == null) {
                status = ApiException.orThrow(handoffs.status(sessionId, pageProof));
                learn(status, pageProof, before);
            }
            return new View(status, redirectUrl);
        }

        private synchronized void learn(SessionStatus read, String pageProof, int before) {
            if (before == timesForgotten) {
                known = learnEnd(read);
                knownTo = pageProof;
            }
        }

        private SessionStatus learnEnd(SessionStatus told) {
            endsAt = told.endsAt();
            return told;
        }

        /** Something happened: what was known, and what is just being read, may not be true any more. */
        private synchronized void forget() {
            known = null;
            timesForgotten++;
        }

        /** Answers the pages that know another version, and lets these phones look whether they still may stay. */
        private void refresh(Set<PhoneSocket> looking) {
            forget();
            waits.forEach(wait -> answer(wait, false));
            try {
                looking.forEach(PhoneSocket::look);
            } catch (TokenStoreException trouble) {
                // the next sweep looks again
                stamp = UNTOLD;
            }
        }

        private void answer(Wait wait, boolean evenIfKnown) {
            try {
                View view = view(wait.pageProof);
                if (evenIfKnown || !view.status.version().equals(wait.knownVersion)) {
                    wait.answer.complete(view);
                }
            } catch (RuntimeException failure) {
                wait.answer.completeExceptionally(failure);
            }
        }

        /** Whether the session's time is up and somebody does not know it yet. */
        private synchronized boolean isOverdue(Instant now) {
            boolean isNews =
                    !phones.isEmpty() || (known != null && !known.state().isTerminal());
            return isNews && !endsAt.isAfter(now);
        }

        /** Once each sweep: whether nobody has wanted to know for so long that no page comes back to wait again. */
        private boolean isLeft() {
            sweepsAlone = waits.isEmpty() && phones.isEmpty() ? sweepsAlone + 1 : 0;
            return sweepsAlone > 20;
        }
    }
}
