package dev.handoff.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** All calls of one session, by all phones and the page, with their answers. Append-only. Thread-safe. */
final class Diary {

    /** A counter for all sessions, so that entries are ordered across threads. */
    private static final AtomicLong MOMENT = new AtomicLong();

    private final Collection<Entry> entries = new ConcurrentLinkedQueue<>();

    static long moment() {
        return MOMENT.incrementAndGet();
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Returns the entries in the order in which their calls began. */
    List<Entry> read() {
        List<Entry> all = new ArrayList<>(entries);
        all.sort(Comparator.comparingLong(Entry::asked));
        return all;
    }
}
