package dev.handoff.spi;

import java.time.Instant;

/**
 * The record that a store keeps of one session. Holds neither a token, a token's hash, a device id, an attempt id nor
 * the session id. Only core writes records; a record that anyone else has changed is refused. Immutable.
 *
 * <p>It is not a Java record and has no bean accessors, and {@code toString} omits the body, which must not get into
 * logs or JSON.
 */
public final class StoredRecord {

    /** The number of hexadecimal characters of a key. */
    public static final int KEY_LENGTH = 64;

    /** The number of hexadecimal characters of a stamp. */
    public static final int STAMP_LENGTH = 32;

    /** The most characters of a body. */
    public static final int BODY_LENGTH = 512;

    /**
     * The latest end of a session: 42 bits of milliseconds, in the year 2109. The earliest is {@link Instant#EPOCH}.
     */
    public static final Instant LATEST_END = Instant.ofEpochMilli((1L << 42) - 1);

    /** Hexadecimal digits by ASCII character. Keys are checked in every call, and a table is faster than branches. */
    private static final boolean[] IS_HEX_DIGIT = new boolean[128];

    static {
        "0123456789abcdef".chars().forEach(digit -> IS_HEX_DIGIT[digit] = true);
    }

    private final transient String key;
    private final transient String stamp;
    private final transient Instant endsAt;
    private final transient String body;

    /**
     * Makes a record.
     *
     * @param key the session key: 64 lower-case hexadecimal characters, a hash of namespace and session id
     * @param stamp the stamp of this state: 32 lower-case hexadecimal characters. No two states ever have the same
     *     stamp
     * @param endsAt the first instant at which the session is over, in whole milliseconds from 1970 to 2109; never
     *     changes
     * @param body 1 to 512 characters of visible ASCII and spaces, which a store must not change
     * @throws IllegalArgumentException if a part is not of this form; the message names the part and never its value
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

    /** Returns the session key, under which the record is stored. */
    public String key() {
        return key;
    }

    /** Returns the stamp: a store must not replace a record with another stamp. */
    public String stamp() {
        return stamp;
    }

    /** Returns the first instant at which the session is over; a purge compares it. */
    public Instant endsAt() {
        return endsAt;
    }

    /** Returns the state, as a text that only core reads. */
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

    /** Shows the start of the key, and nothing of the body. */
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
