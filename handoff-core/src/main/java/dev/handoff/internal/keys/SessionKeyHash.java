package dev.handoff.internal.keys;

import java.util.HexFormat;

/** Under which key the record of a session is stored. Unkeyed, so that it survives key rotation. Thread-safe. */
public final class SessionKeyHash {

    private final Sha256 hash;

    /** In this namespace. */
    public SessionKeyHash(byte[] namespace) {
        hash = new Sha256(Text.labelled("handoff/session/1", namespace));
    }

    /** 64 lower-case hexadecimal characters. */
    public String of(byte[] sessionId) {
        return HexFormat.of().formatHex(hash.ofFields(sessionId));
    }
}
