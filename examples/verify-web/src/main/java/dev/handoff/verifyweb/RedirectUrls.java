package dev.handoff.verifyweb;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Where a session may send its user afterwards. */
final class RedirectUrls {

    private static final int LONGEST = 2048;
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private RedirectUrls() {}

    /**
     * The same address.
     *
     * @throws ApiException if it is not an absolute https address (or http, to this very machine) without credentials
     */
    static String checked(String url) {
        if (!isAcceptable(url)) {
            throw ApiException.badRequest(
                    "redirect_url must be an absolute https address of at most " + LONGEST + " characters.");
        }
        return url;
    }

    private static boolean isAcceptable(String url) {
        // RFC 3986 knows visible ASCII only, which also leaves out control characters and unpaired surrogates
        if (url.length() > LONGEST || !url.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return false;
        }
        try {
            URI address = new URI(url);
            if (address.getScheme() == null || address.getHost() == null || address.getRawUserInfo() != null) {
                return false;
            }
            String host = address.getHost().toLowerCase(Locale.ROOT);
            return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
                case "https" -> true;
                case "http" -> LOCAL_HOSTS.contains(host);
                default -> false;
            };
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
