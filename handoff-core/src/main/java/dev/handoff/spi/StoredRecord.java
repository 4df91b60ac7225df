package dev.handoff.spi;

import java.time.Instant;

/**
 * What a store keeps of one session. Holds neither a token, a token's hash, a device id, an attempt id nor the session
 * id, and is written by core alone: a record that anybody else has changed is refused. Immutable.
 *
 * <p>No record class, with a quiet {@code toString} and without bean accessors: the body is not for logs or JSON.
 */
public final class StoredRecord {

    /** Hexadecimal characters of a key. */
    public static final int KEY_LENGTH = 64;

    /** Hexadecimal characters of a stamp. */
    public static final int STAMP_LENGTH = 32;

    /** The most characters of a body. */
    public static final int BODY_LENGTH = 512;

    /**
     * The latest end of a session: 42 bits of milliseconds, in the year 2109. The earliest is {@link Instant#EPOCH}.
     */
    public static final Instant LATEST_END = Instant.ofEpochMilli((1L << 42) - 1);

    /** By ASCII character: keys are checked in every call, and branches cost more than a look into a table. */
    private static final boolean[] IS_HEX_DIGIT = new boolean[128];

    static {
        "0123456789abcdef".chars().forEach(digit -> IS_HEX_DIGIT[digit] = true);
    }

    private final transient String key;
    private final transient String stamp;
    private final transient Instant endsAt;
    private final transient String body;

    /**
     * A record of these parts.
     *
     * @param key which session: 64 lower-case hexadecimal characters, a hash of namespace and session id
     * @param stamp which state of it: 32 lower-case hexadecimal characters. No two states ever bear the same one
     * @param endsAt the first instant at which the session is over, in whole milliseconds from 1970 to 2109; never
     *     changes
     * @param body 1 to 512 characters of visible ASCII and spaces, of which a store changes none
     * @throws IllegalArgumentException if a part is anything else; the message names the part and never its value
     */
    public StoredRecord(String key, String stamp, Instant endsAt, String body) {
        require(isHex(key, KEY_LENGTH), "the key must be 64 lower-case hexadecimal characters");
        require(isHex(stamp, STAMP_LENGTH), "the stamp must be 32 lower-case hexadecimal characters");
        require(isEnd(endsAt), "the end must be whole milliseconds from 1970 to 2109");
        require(isBody(body), "the body must be 1 to 512 characters of visible ASCII and spaces");
        this.key = key;
        this.stamp = stamp;
        this.endsAt = endsAt;
        this.body = body;
    }

    /** Under which key the record is stored. */
    public String key() {
        return key;
    }

    /** What makes this state unique: a store that finds another stamp must not replace. */
    public String stamp() {
        return stamp;
    }

    /** When the session is over; what a purge goes by. */
    public Instant endsAt() {
        return endsAt;
    }

    /** The state, as text that core alone reads. */
    public String body() {
        return body;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredRecord that
                && key.equals(that.key)
                && stamp.equals(that.stamp)
                && endsAt.equals(that.endsAt)
                && body.equals(that.body);
    }

    @Override
    public int hashCode() {
        return stamp.hashCode();
    }

    /** The start of the key, and nothing of the body. */
    @Override
    public String toString() {
        return "StoredRecord[" + key.substring(0, 8) + "…, endsAt=" + endsAt + "]";
    }

    private static boolean isHex(String text, int length) {
        boolean fits = text.length() == length;
        for (int i = 0; fits && i < length; i++) {
            char c = text.charAt(i);
            fits = c < IS_HEX_DIGIT.length && IS_HEX_DIGIT[c];
        }
        return fits;
    }

    private static boolean isEnd(Instant instant) {
        return !instant.isBefore(Instant.EPOCH)
                && !instant.isAfter(LATEST_END)
                && Instant.ofEpochMilli(instant.toEpochMilli()).equals(instant);
    }

    private static boolean isBody(String text) {
        boolean fits = !text.isEmpty() && text.length() <= BODY_LENGTH;
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = c >= ' ' && c <= '~';
        }
        return fits;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
