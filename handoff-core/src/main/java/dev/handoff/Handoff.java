package dev.handoff;

import java.time.Instant;
import java.util.Objects;

/**
 * What a phone needs to take a session over: the content of a QR code or of a link's fragment. Anyone who sees it can
 * use it, so show it to the session's user only. Minting again within the reuse window returns an equal object.
 * Immutable; {@code toString} shows no secret.
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

    /** Returns the session id. */
    public String sessionId() {
        return sessionId;
    }

    /** Returns the attempt id: {@code va_} and 64 ASCII letters and digits. */
    public Secret attemptId() {
        return attemptId;
    }

    /** Returns the token: 64 lower-case hexadecimal characters. */
    public Secret token() {
        return token;
    }

    /** Returns the attempt's number within its session, from 1. */
    public int attempt() {
        return attempt;
    }

    /** Returns the first instant at which the token can't be consumed any more, in whole milliseconds. */
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
