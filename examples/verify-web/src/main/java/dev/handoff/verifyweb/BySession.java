package dev.handoff.verifyweb;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who is there for which session; sessions without anybody take no room. Thread-safe. */
final class BySession<T> {

    private final ConcurrentMap<String, Set<T>> members = new ConcurrentHashMap<>();

    void add(String sessionId, T member) {
        members.compute(sessionId, (id, present) -> {
            Set<T> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(member);
            return all;
        });
    }

    void remove(String sessionId, T member) {
        members.computeIfPresent(sessionId, (id, all) -> {
            all.remove(member);
            return all.isEmpty() ? null : all;
        });
    }

    /** May be walked through while it changes. */
    Set<T> of(String sessionId) {
        return members.getOrDefault(sessionId, Set.of());
    }

    /** May be walked through while it changes. */
    Set<String> sessionIds() {
        return members.keySet();
    }
}
