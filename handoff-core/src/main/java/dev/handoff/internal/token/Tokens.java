package dev.handoff.internal.token;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.SessionKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Checks tokens without a store. Thread-safe. */
public final class Tokens {

    private final KeyRing ring;

    public Tokens(KeyRing ring) {
        this.ring = ring;
    }

    /**
     * The attempt that this token authenticates for this session; empty if the id is none, its key has left the ring,
     * or the token is another's. Costs one MAC.
     */
    public Optional<AuthenticAttempt> authenticate(String sessionId, String attemptId, String token) {
        return AttemptId.parse(attemptId)
                .flatMap(attempt -> ring.find(attempt.terms().keyId())
                        .filter(keys -> sameText(keys.token(sessionId, attemptId), token))
                        .map(keys -> new AuthenticAttempt(attempt, keys)));
    }

    private static boolean sameText(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An attempt whose every field may be believed.
     *
     * @param keys what it was signed under
     */
    public record AuthenticAttempt(AttemptId attempt, SessionKeys keys) {}
}
