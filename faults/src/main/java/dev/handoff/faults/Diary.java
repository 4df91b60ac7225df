package dev.handoff.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What was asked and answered about one session, by all phones and the page. Only ever appended to. Thread-safe. */
final class Diary {

    /** One count for all sessions, so that entries of one session are ordered whatever thread wrote them. */
    private static final AtomicLong MOMENT = new AtomicLong();

    private final Collection<Entry> entries = new ConcurrentLinkedQueue<>();

    static long moment() {
        return MOMENT.incrementAndGet();
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** In the order in which they were asked. */
    List<Entry> read() {
        List<Entry> all = new ArrayList<>(entries);
        all.sort(Comparator.comparingLong(Entry::asked));
        return all;
    }
}
