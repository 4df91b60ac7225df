package dev.handoff;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that only {@link #reveal()} returns: {@code toString}, Java serialization, and mappers that read properties or
 * fields do not show it. {@code equals} compares in constant time. Immutable.
 */
public final class Secret {

    /** Transient, so that mappers that read fields skip it. */
    private final transient String text;

    Secret(String text) {
        this.text = text;
    }

    /** Returns the text. Do not log it. */
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
