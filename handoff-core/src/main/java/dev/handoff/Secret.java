package dev.handoff;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that only {@link #reveal()} gives away: not {@code toString}, not Java serialization, not a mapper that looks
 * for properties. Immutable.
 */
public final class Secret {

    /** Transient: mappers that read fields pass it over, too. */
    private final transient String text;

    Secret(String text) {
        this.text = text;
    }

    /** The text itself, for the wire. Don't log it. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
