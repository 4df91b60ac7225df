package dev.handoff.store.memory;

import java.time.Instant;

/** The end of a session. The earliest end comes first. */
record SessionEnd(Instant endsAt, String key) implements Comparable<SessionEnd> {

    @Override
    public int compareTo(SessionEnd other) {
        return endsAt.compareTo(other.endsAt);
    }
}
