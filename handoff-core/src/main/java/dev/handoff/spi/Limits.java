package dev.handoff.spi;

import java.time.Instant;

/** The ranges that every store must be able to hold: how wide its columns have to be. */
public final class Limits {

    /** Hexadecimal characters of a session key. */
    public static final int SESSION_KEY_LENGTH = 64;

    /** Hexadecimal characters of a generation. */
    public static final int GENERATION_LENGTH = 32;

    /** The most characters of a device hash or a failure code. */
    public static final int TEXT_LENGTH = 64;

    /** The highest key id. */
    public static final int MAX_KEY_ID = 0xFFFF;

    /** The highest number of an attempt: 24 bits. */
    public static final int MAX_ATTEMPT = 0xFF_FFFF;

    /** The highest version of a record: 32 bits. */
    public static final long MAX_VERSION = 0xFFFF_FFFFL;

    /** How many bits an instant has, in milliseconds since 1970. */
    public static final int INSTANT_BITS = 42;

    /** The latest instant: in the year 2109. The earliest is {@link Instant#EPOCH}. */
    public static final Instant LATEST = Instant.ofEpochMilli((1L << INSTANT_BITS) - 1);

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

    /** Whether this is from 1970 to {@link #LATEST}. */
    public static boolean canHold(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST);
    }
}
