package dev.handoff.benchmarks;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.benchmarks.SessionMaker.Made;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of a table, all written by the library, and calls for random sessions of them. Of eight sessions, four
 * are created, two are in progress and two are over. Their ends are spread over an hour. The service's clock stands
 * still, so that no code expires while the table is filled. Thread-safe.
 */
final class Population {

    /** The part of the sessions that a purge deletes: one in ten, the first to end. No call uses them. */
    static final int PURGED_PART = 10;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration UNTIL_FIRST_END = Duration.ofMinutes(10);
    private static final long ENDS_SPREAD_MILLIS = Duration.ofHours(1).toMillis();
    /** At least this many sessions are started before {@code MINT_NEW} is called. */
    private static final int LATEST = 200;

    /** The approximate number of sessions whose codes and bindings are kept for calls. */
    private static final int KEPT = 500_000;

    private final int size;
    private final HandoffKeys keys = HandoffKeys.random();
    private final TokenStore store;
    private final HandoffService handoffs;
    private final HandoffService afterReuse;
    private final AtomicInteger next;
    private final List<Integer> toMintNext = Collections.synchronizedList(new ArrayList<>());
    private final List<Handoff> toConsume = Collections.synchronizedList(new ArrayList<>());
    private final List<Binding> toFinish = Collections.synchronizedList(new ArrayList<>());
    private Queue<Integer> unminted = new ConcurrentLinkedQueue<>();
    private Queue<Handoff> codes = new ConcurrentLinkedQueue<>();
    private Queue<Binding> bindings = new ConcurrentLinkedQueue<>();

    /** @param size the number of sessions, a multiple of eight */
    Population(TokenStore store, int size) {
        this.size = size;
        this.store = store;
        next = new AtomicInteger(size);
        handoffs = service(NOON);
        afterReuse = service(NOON.plusSeconds(61));
    }

    private HandoffService service(Instant now) {
        return HandoffService.builder().store(store).keys(keys).clock(() -> now).build();
    }

    /** A kind of call. Each call that writes uses a session that no call used before. */
    enum Call {
        START(false),
        /** The same code again, for one of the newest sessions. */
        MINT_NEW(true),
        /** The same code again, for a random session. */
        MINT_OLD(true),
        MINT_NEXT(false),
        CONSUME(false),
        FINISH(false),
        STATUS(true);

        final boolean isRead;

        Call(boolean isRead) {
            this.isRead = isRead;
        }
    }

    int size() {
        return size;
    }

    /** Returns a maker of records. Each thread needs its own. */
    SessionMaker maker() {
        return new SessionMaker(keys, NOON);
    }

    /** Returns the key of a session. */
    String key(int number) {
        return handoffs.sessionKey(LibraryContender.sessionId(number));
    }

    /** Returns the record of a session, and may keep its code or binding for later calls. */
    StoredRecord make(SessionMaker maker, int number) {
        String sessionId = LibraryContender.sessionId(number);
        Instant end = NOON.plus(UNTIL_FIRST_END).plusMillis(ENDS_SPREAD_MILLIS * number / size);
        int kind = number % 8;
        Made made = kind < 4
                ? maker.started(sessionId, end)
                : kind < 6 ? maker.claimed(sessionId, end) : maker.finished(sessionId, end);
        boolean isKept = number >= size / PURGED_PART && number / 8 % Math.max(1, size / KEPT) == 0;
        if (isKept && kind == 2) {
            toMintNext.add(number);
        } else if (isKept && kind == 3) {
            toConsume.add(made.code());
        } else if (isKept && (kind == 4 || kind == 5)) {
            toFinish.add(Objects.requireNonNull(made.binding()));
        }
        return made.record();
    }

    /** Shuffles the kept codes and bindings. Call this after all records are stored. */
    void deal() {
        unminted = shuffled(toMintNext);
        codes = shuffled(toConsume);
        bindings = shuffled(toFinish);
    }

    private static <T> Queue<T> shuffled(List<T> kept) {
        Collections.shuffle(kept, new Random(4711));
        Queue<T> queue = new ConcurrentLinkedQueue<>(kept);
        kept.clear();
        return queue;
    }

    /** Checks whether this many calls of each kind can be made. */
    boolean has(int calls) {
        return unminted.size() >= calls && codes.size() >= calls && bindings.size() >= calls;
    }

    void run(Call call) {
        switch (call) {
            case START -> start();
            case MINT_NEW -> mintAgain(next.get() - ThreadLocalRandom.current().nextInt(1, LATEST));
            case MINT_OLD -> mintAgain(anyOfKind(2));
            case MINT_NEXT ->
                afterReuse.mint(LibraryContender.sessionId(unminted.remove())).orElseThrow();
            case CONSUME -> consume(codes.remove());
            case FINISH -> finish(bindings.remove());
            case STATUS ->
                handoffs.status(LibraryContender.sessionId(anyOfKind(8))).orElseThrow();
        }
    }

    /** Starts a new session. */
    Handoff start() {
        return handoffs.start(LibraryContender.sessionId(next.getAndIncrement()))
                .orElseThrow()
                .handoff();
    }

    private void mintAgain(int number) {
        handoffs.mint(LibraryContender.sessionId(number)).orElseThrow();
    }

    void mintAgain(Handoff code) {
        handoffs.mint(code.sessionId()).orElseThrow();
    }

    Binding consume(Handoff code) {
        return Phones.consume(handoffs, code);
    }

    void finish(Binding binding) {
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
    }

    /** Purges the sessions that end first, with a clock that is ahead; returns how many were deleted. */
    int purge() {
        Instant ended = NOON.plus(UNTIL_FIRST_END).plusMillis(ENDS_SPREAD_MILLIS / PURGED_PART);
        return store.purge(ended, size);
    }

    /** Returns a random session of the first {@code kinds} of the eight kinds. */
    private int anyOfKind(int kinds) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return random.nextInt(size / PURGED_PART / 8 + 1, size / 8) * 8 + random.nextInt(kinds);
    }
}
