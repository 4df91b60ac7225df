package dev.handoff.testkit.adversary;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request by which a page changes something, as the victim's browser sends it: for the host's own page, or for an
 * attacker's page that is open in the same browser. Immutable.
 *
 * @param kind the operation that the page requests
 * @param sessionId the session, opened by {@link TransportUnderTest#openSession()}; ignored by {@link Kind#OPEN}
 * @param digits the digits that the person picks; null unless the kind is {@link Kind#PICK}
 * @param sender the page that makes the browser send the request
 */
public record PageRequest(
        Kind kind, String sessionId, @Nullable String digits, Sender sender) {

    /** The operations that pages request. */
    public enum Kind {
        /** Opens a session. */
        OPEN,
        /** Mints a code. */
        MINT,
        /** Approves the phone that shows these digits. */
        PICK,
        /** Cancels the session. */
        CANCEL
    }

    /** The pages that make the browser send a request. */
    public enum Sender {
        /** The host's own page. */
        OWN_PAGE,
        /**
         * A page on another port of the host's machine. It is of the same site, so that {@code SameSite} withholds no
         * cookie.
         */
        OTHER_PORT,
        /** A page on a subdomain of the host's name, for instance a customer's page. It is of the same site, too. */
        SUBDOMAIN,
        /** A page of another site. */
        OTHER_SITE,
        /** A page without an origin, such as a sandboxed frame. */
        NO_ORIGIN
    }

    /** Returns whether the host's own page sends the request. */
    public boolean isOfOwnPage() {
        return sender == Sender.OWN_PAGE;
    }

    /**
     * Returns the headers by which the browser names the page's origin. For an attacker's page they include the type of
     * the body, because such a page can't send JSON before the host allows it.
     *
     * @param ownOrigin the host's origin as browsers write it, for instance {@code https://id.example}
     */
    public Map<String, String> headers(String ownOrigin) {
        URI own = URI.create(ownOrigin);
        return switch (sender) {
            case OWN_PAGE -> Map.of("Origin", ownOrigin, "Sec-Fetch-Site", "same-origin");
            case OTHER_PORT -> foreign(own.getScheme() + "://" + own.getHost() + ":4711", "same-site");
            case SUBDOMAIN -> foreign(ownOrigin.replace("://", "://blog."), "same-site");
            case OTHER_SITE -> foreign("https://attacker.example", "cross-site");
            case NO_ORIGIN -> foreign("null", "cross-site");
        };
    }

    private static Map<String, String> foreign(String origin, String site) {
        return Map.of("Origin", origin, "Sec-Fetch-Site", site, "Content-Type", "text/plain;charset=UTF-8");
    }
}
