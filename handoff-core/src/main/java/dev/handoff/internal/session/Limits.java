package dev.handoff.internal.session;

import dev.handoff.spi.StoredRecord;
import java.time.Instant;

/** The ranges of what a session is made of: attempt ids have room for no more. */
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

    /** How many bits an instant has, in milliseconds since 1970. */
    public static final int INSTANT_BITS = 42;

    private Limits() {}

    /** Whether this is 1 to {@link #TEXT_LENGTH} characters of visible ASCII, {@code !} to {@code ~}. */
    public static boolean canHold(String text) {
        boolean fits = !text.isEmpty() && text.length() <= TEXT_LENGTH;
        for (int i = 0; fits && i < text.length(); i++) {
            char c = text.charAt(i);
            fits = c > ' ' && c <= '~';
        }
        return fits;
    }

    /** Whether this is from 1970 to 2109. */
    public static boolean canHold(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && !instant.isAfter(StoredRecord.LATEST_END);
    }
}
