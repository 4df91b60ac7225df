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
 * The sessions of one table, every one of them a record of the library's own, and calls for sessions anywhere among
 * them. Of eight sessions four wait for a phone, two are at work and two are over; they end one after the other within
 * an hour. The service's clock stands still, so that no code expires while the table is filled. Thread-safe.
 */
final class Population {

    /** Of the sessions, the first that end, which purging takes: no call goes to them. */
    static final int PURGED_PART = 10;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration UNTIL_FIRST_END = Duration.ofMinutes(10);
    private static final long ENDS_SPREAD_MILLIS = Duration.ofHours(1).toMillis();
    /** So many sessions were started at least, before {@code MINT_NEW} is called. */
    private static final int LATEST = 200;

    /** Of about so many sessions, what calls need is kept. */
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

    /** @param size of how many sessions, a multiple of eight */
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

    /** A call. Those that write are each for a session that no call was for before. */
    enum Call {
        START(false),
        /** The same code, of one of the sessions that were started last. */
        MINT_NEW(true),
        /** The same code, of a session anywhere in the table. */
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

    /** Makes records. Each thread needs its own. */
    SessionMaker maker() {
        return new SessionMaker(keys, NOON);
    }

    /** The key of a session. */
    String key(int number) {
        return handoffs.sessionKey(LibraryContender.sessionId(number));
    }

    /** The record of a session; what calls need of it is kept, if it is one of those that calls will be for. */
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

    /** Deals out what was kept, in random order; to be called once all records are stored. */
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

    /** Whether so many calls of each kind can be made. */
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

    /** A new session. */
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

    /** Purges the first sessions that ended, by a clock that is so far ahead; answers how many they were. */
    int purge() {
        Instant ended = NOON.plus(UNTIL_FIRST_END).plusMillis(ENDS_SPREAD_MILLIS / PURGED_PART);
        return store.purge(ended, size);
    }

    /** A session of the first of eight kinds, anywhere in the table. */
    private int anyOfKind(int kinds) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return random.nextInt(size / PURGED_PART / 8 + 1, size / 8) * 8 + random.nextInt(kinds);
    }
}
