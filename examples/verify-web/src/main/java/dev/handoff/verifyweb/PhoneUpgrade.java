package dev.handoff.verifyweb;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at requests for a phone's connection before there is one. */
final class PhoneUpgrade {

    /** Of RFC 6455, section 4.4. */
    private static final String VERSION = "13";

    private final URI publicUrl;

    PhoneUpgrade(URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** The path without an upgrade. */
    void refuse(Context ctx) {
        ctx.header(Header.UPGRADE, "websocket").header(Header.SEC_WEBSOCKET_VERSION, VERSION);
        throw new ApiException(426, "WEBSOCKET_REQUIRED", "This is for WebSocket connections only.");
    }

    /**
     * The path with an upgrade.
     *
     * @throws ApiException if there will be no connection
     */
    void check(Context ctx) {
        if (!"websocket".equalsIgnoreCase(ctx.header(Header.UPGRADE))
                || !VERSION.equals(ctx.header(Header.SEC_WEBSOCKET_VERSION))) {
            refuse(ctx);
        }
        SessionIds.of(ctx);
        List<String> origins = Collections.list(ctx.req().getHeaders(Header.ORIGIN));
        // phones that are no browsers send none; browsers send exactly one
        boolean isOurs = origins.isEmpty() || (origins.size() == 1 && isOurs(origins.get(0), ctx.header(Header.HOST)));
        if (!isOurs) {
            throw new ApiException(403, "FORBIDDEN_ORIGIN", "Pages of other sites may not connect.");
        }
    }

    private boolean isOurs(String origin, @Nullable String host) {
        return uri(origin)
                .filter(from -> isSame(from, Optional.of(publicUrl))
                        // behind a proxy that ends TLS, only the page's own address tells the scheme
                        || isSame(from, uri(from.getScheme() + "://" + host)))
                .isPresent();
    }

    private static boolean isSame(URI origin, Optional<URI> other) {
        return other.filter(address -> normal(origin).equals(normal(address))).isPresent();
    }

    /** Scheme, host and port, as RFC 6454, section 4, compares them. */
    private static String normal(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text)).filter(uri -> uri.getScheme() != null && uri.getHost() != null);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
