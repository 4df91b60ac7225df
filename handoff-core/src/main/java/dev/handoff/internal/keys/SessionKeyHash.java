package dev.handoff.internal.keys;

import java.util.HexFormat;

/**
 * Computes the key under which a session's record is stored. It uses no secret, so that it survives key rotation.
 * Thread-safe.
 */
public final class SessionKeyHash {

    private final Sha256 hash;

    /** Makes the hash of a namespace. */
    public SessionKeyHash(byte[] namespace) {
        hash = new Sha256(Text.labelled("handoff/session/1", namespace));
    }

    /** Returns 64 lower-case hexadecimal characters. */
    public String of(byte[] sessionId) {
        return HexFormat.of().formatHex(hash.ofFields(sessionId));
    }
}
