package dev.handoff.store.memory;

import java.time.Instant;
import java.util.Comparator;

/** When which session ends; the earliest comes first. */
record SessionEnd(Instant endsAt, String sessionKey) implements Comparable<SessionEnd> {

    private static final Comparator<SessionEnd> EARLIEST_FIRST =
            Comparator.comparing(SessionEnd::endsAt).thenComparing(SessionEnd::sessionKey);

    @Override
    public int compareTo(SessionEnd other) {
        return EARLIEST_FIRST.compare(this, other);
    }
}
