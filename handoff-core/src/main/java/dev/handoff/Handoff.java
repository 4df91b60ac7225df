package dev.handoff;

import java.time.Instant;
import java.util.Objects;

/**
 * What a phone needs to take a session over: the content of a QR code or of a link's fragment. Whoever sees it first
 * may use it: show it to the session's user only. Immutable; mint again within the reuse window to get an equal one.
 */
public final class Handoff {

    private final transient String sessionId;
    private final transient Secret attemptId;
    private final transient Secret token;
    private final int attempt;
    private final Instant expiresAt;

    Handoff(String sessionId, Secret attemptId, Secret token, int attempt, Instant expiresAt) {
        this.sessionId = sessionId;
        this.attemptId = attemptId;
        this.token = token;
        this.attempt = attempt;
        this.expiresAt = expiresAt;
    }

    /** The host's id of the session. */
    public String sessionId() {
        return sessionId;
    }

    /** {@code va_} and 64 alphanumeric characters. */
    public Secret attemptId() {
        return attemptId;
    }

    /** 64 lower-case hexadecimal characters. */
    public Secret token() {
        return token;
    }

    /** The attempt's number within its session, from 1. */
    public int attempt() {
        return attempt;
    }

    /** The first instant at which a phone is no longer let in by it; whole milliseconds. */
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Handoff that
                && sessionId.equals(that.sessionId)
                && attemptId.equals(that.attemptId)
                && token.equals(that.token);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sessionId, attemptId);
    }

    @Override
    public String toString() {
        return "Handoff[attempt=" + attempt + ", expiresAt=" + expiresAt + "]";
    }
}
