package dev.handoff.testkit.adversary;

import dev.handoff.Result;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a server to one message of a phone or one request of a page. Immutable.
 *
 * @param isAccepted whether the server accepted the message
 * @param code the code of a refusal: the code of a {@link dev.handoff.Refusal} or a code of the transport; null if the
 *     message was accepted, or if the server only closed the connection
 * @param text the whole text that the server sent, unchanged; the adversary searches it for secrets
 * @param value the value of an accepted message: the text to sign for a challenge, the digits to show for hello and
 *     resume if the policy requires a match code; otherwise null
 * @param cacheControl the header {@code Cache-Control} of an HTTP answer; null if there is no such header
 */
public record ServerReply(
        boolean isAccepted,
        @Nullable String code,
        String text,
        @Nullable String value,
        @Nullable String cacheControl) {

    /** Returns the reply to a message that was accepted. */
    public static ServerReply accepted(String text) {
        return new ServerReply(true, null, text, null, null);
    }

    /** Returns a refusal with a code. */
    public static ServerReply refused(String code, String text) {
        return new ServerReply(false, code, text, null, null);
    }

    /** Returns the reply of a server that closes the connection, or has closed it before, without a code. */
    public static ServerReply closed() {
        return new ServerReply(false, null, "", null, null);
    }

    /** Returns the reply for a result of the service, for wirings that call the service directly. */
    public static ServerReply of(Result<?> result) {
        return result.fold(yes -> accepted(""), reason -> refused(reason.code(), reason.message()));
    }

    /** Returns this reply with the value of an accepted message. */
    public ServerReply giving(@Nullable String given) {
        return new ServerReply(isAccepted, code, text, given, cacheControl);
    }

    /** Returns this reply with the header {@code Cache-Control} of the HTTP answer that carried it. */
    public ServerReply withCacheControl(@Nullable String header) {
        return new ServerReply(isAccepted, code, text, value, header);
    }
}
