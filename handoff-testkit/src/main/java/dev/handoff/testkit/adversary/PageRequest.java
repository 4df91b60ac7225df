package dev.handoff.testkit.adversary;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request by which a page changes something, as the victim's browser sends it: for the host's own page, or for an
 * attacker's that is open in the same browser. Immutable.
 *
 * @param kind what is asked for
 * @param sessionId the session, opened by {@link TransportUnderTest#openSession()}; of no use where one is to be opened
 * @param digits what is picked; null unless something is
 * @param sender whose page it is
 */
public record PageRequest(
        Kind kind, String sessionId, @Nullable String digits, Sender sender) {

    /** What pages ask for. */
    public enum Kind {
        /** A session. */
        OPEN,
        /** A code. */
        MINT,
        /** That the phone with these digits be approved. */
        PICK,
        /** That the session be cancelled. */
        CANCEL
    }

    /** Whose page makes the browser send it. */
    public enum Sender {
        /** The host's. */
        OWN_PAGE,
        /**
         * One on another port of the host's machine: of the same site, so that {@code SameSite} keeps no cookie back.
         */
        OTHER_PORT,
        /** One on a subdomain of the host's name, for instance a customer's: of the same site, too. */
        SUBDOMAIN,
        /** One on the open web. */
        OTHER_SITE,
        /** One that has no origin, such as a sandboxed frame. */
        NO_ORIGIN
    }

    /** Whether the host's own page sends it. */
    public boolean isOfOwnPage() {
        return sender == Sender.OWN_PAGE;
    }

    /**
     * The headers by which the browser says whose page it is. An attacker's page can send no JSON without asking the
     * host first, so the type of what it sends is among them.
     *
     * @param ownOrigin the host's origin as browsers write it, {@code https://id.example} for instance
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
