package dev.handoff.spi;

/**
 * What makes the state of a record unique: no two different states of any record ever bear the same stamp. The
 * generation tells a session that was purged and opened again from its former life; the version counts the writes.
 *
 * @param sessionKey 64 lower-case hexadecimal characters: SHA-256 over namespace and session id
 * @param generation 32 lower-case hexadecimal characters, random
 * @param version 1 for an inserted record, one more with every replacement, up to {@link Limits#MAX_VERSION}
 */
public record Stamp(String sessionKey, String generation, long version) {

    public Stamp {
        Check.hex(sessionKey, Limits.SESSION_KEY_LENGTH, "session key");
        Check.hex(generation, Limits.GENERATION_LENGTH, "generation");
        Check.range(version, 1, Limits.MAX_VERSION, "version");
    }

    /** The stamp of the state that follows this one. */
    public Stamp next() {
        return new Stamp(sessionKey, generation, version + 1);
    }

    /** Without the generation, which is part of attempt ids, and with the start of the key only. */
    @Override
    public String toString() {
        return "Stamp[" + sessionKey.substring(0, 8) + "…, version=" + version + "]";
    }
}
