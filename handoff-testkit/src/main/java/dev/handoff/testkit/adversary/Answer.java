package dev.handoff.testkit.adversary;

import dev.handoff.Result;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to one message of a phone. Immutable.
 *
 * @param isAccepted whether it was a yes
 * @param code the code of a no: that of a {@link dev.handoff.Refusal} or one of the transport's own; null for a yes and
 *     where the server only closed the connection
 * @param text everything that came over the line, as it came, to be searched for secrets
 * @param value what a yes gave: the text to sign for a challenge, the digits to show for hello and resume where there
 *     are any; else null
 */
public record Answer(
        boolean isAccepted,
        @Nullable String code,
        String text,
        @Nullable String value) {

    /** A yes. */
    public static Answer accepted(String text) {
        return new Answer(true, null, text, null);
    }

    /** A no with a code. */
    public static Answer refused(String code, String text) {
        return new Answer(false, code, text, null);
    }

    /** A no by closing, or by having closed before. */
    public static Answer closed() {
        return new Answer(false, null, "", null);
    }

    /** What the service answered, for wirings that are called and not connected to. */
    public static Answer of(Result<?> result) {
        return result.fold(yes -> accepted(""), reason -> refused(reason.code(), reason.message()));
    }

    /** The same, with what the yes gave. */
    public Answer giving(@Nullable String given) {
        return new Answer(isAccepted, code, text, given);
    }
}
