package dev.handoff;

/**
 * A text that only {@link #reveal()} gives away: not {@code toString}, not Java serialization, not a mapper that looks
 * for properties. Immutable.
 */
public final class Secret {

    private final String text;

    Secret(String text) {
        this.text = text;
    }

    /** The text itself, for the wire. Don't log it. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
