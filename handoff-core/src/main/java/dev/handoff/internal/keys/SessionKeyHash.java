package dev.handoff.internal.keys;

import java.util.HexFormat;

/** Under which key the record of a session is stored. Unkeyed, so that it survives key rotation. Immutable. */
public final class SessionKeyHash {

    private final byte[] start;

    /** In this namespace. */
    public SessionKeyHash(byte[] namespace) {
        start = Text.labelled("handoff/session/1", namespace);
    }

    /** 64 lower-case hexadecimal characters. */
    public String of(byte[] sessionId) {
        return HexFormat.of().formatHex(Digests.sha256(Text.fields(start, sessionId)));
    }
}
