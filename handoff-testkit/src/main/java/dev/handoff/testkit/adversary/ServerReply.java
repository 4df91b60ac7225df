package dev.handoff.testkit.adversary;

import dev.handoff.Result;
import org.jspecify.annotations.Nullable;

/**
 * What a server replied to one message of a phone. Immutable.
 *
 * @param isAccepted whether it was a yes
 * @param code the code of a no: that of a {@link dev.handoff.Refusal} or one of the transport's own; null for a yes and
 *     where the server only closed the connection
 * @param text everything that came over the line, as it came, to be searched for secrets
 * @param value what a yes gave: the text to sign for a challenge, the digits to show for hello and resume where there
 *     are any; else null
 * @param cacheControl the header {@code Cache-Control} of an HTTP answer; null if there is no such header
 */
public record ServerReply(
        boolean isAccepted,
        @Nullable String code,
        String text,
        @Nullable String value,
        @Nullable String cacheControl) {

    /** A yes. */
    public static ServerReply accepted(String text) {
        return new ServerReply(true, null, text, null, null);
    }

    /** A no with a code. */
    public static ServerReply refused(String code, String text) {
        return new ServerReply(false, code, text, null, null);
    }

    /** A no by closing, or by having closed before. */
    public static ServerReply closed() {
        return new ServerReply(false, null, "", null, null);
    }

    /** What the service replied, for wirings that are called and not connected to. */
    public static ServerReply of(Result<?> result) {
        return result.fold(yes -> accepted(""), reason -> refused(reason.code(), reason.message()));
    }

    /** The same, with what the yes gave. */
    public ServerReply giving(@Nullable String given) {
        return new ServerReply(isAccepted, code, text, given, cacheControl);
    }

    /** Returns this reply with the header {@code Cache-Control} of the HTTP answer that carried it. */
    public ServerReply withCacheControl(@Nullable String header) {
        return new ServerReply(isAccepted, code, text, value, header);
    }
}
