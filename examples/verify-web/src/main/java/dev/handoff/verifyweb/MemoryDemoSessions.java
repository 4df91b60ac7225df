package dev.handoff.verifyweb;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** In this process's memory. */
final class MemoryDemoSessions implements DemoSessions {

    private final ConcurrentMap<String, DemoSession> sessions = new ConcurrentHashMap<>();

    @Override
    public void add(String sessionId, DemoSession session) {
        sessions.put(Hashes.sha256(sessionId), session);
    }

    @Override
    public Optional<DemoSession> find(String sessionId) {
        return Optional.ofNullable(sessions.get(Hashes.sha256(sessionId)));
    }

    @Override
    public void purge(Instant endedBefore) {
        sessions.values().removeIf(session -> session.endsAt().isBefore(endedBefore));
    }
}
