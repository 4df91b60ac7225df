package dev.handoff.internal.session;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;

/** The limits of the values of a session: attempt ids and records have room for no more. */
public final class Limits {

    /** Hexadecimal characters of a generation. */
    public static final int GENERATION_LENGTH = 32;

    /** Hexadecimal characters of a nonce. */
    public static final int NONCE_LENGTH = 24;

    /** The most characters of a device hash or a failure code. */
    public static final int TEXT_LENGTH = 64;

    /** The highest key id. */
    public static final int MAX_KEY_ID = 0xFFFF;

    /** The highest number of an attempt: 24 bits. */
    public static final int MAX_ATTEMPT = 0xFF_FFFF;

    /** The highest version: 32 bits. */
    public static final long MAX_VERSION = 0xFFFF_FFFFL;

    /** The number of bits of an instant, in milliseconds since 1970. */
    public static final int INSTANT_BITS = 42;

    private Limits() {}

    /** Checks whether a text is 1 to {@link #TEXT_LENGTH} characters of visible ASCII, {@code !} to {@code ~}. */
    public static boolean canHold(String text) {
        boolean fits = !text.isEmpty() && text.length() <= TEXT_LENGTH;
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = c > ' ' && c <= '~';
        }
        return fits;
    }

    /** Checks whether an instant is in the years 1970 to 2109. */
    public static boolean canHold(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && !instant.isAfter(StoredRecord.LATEST_END);
    }
}
