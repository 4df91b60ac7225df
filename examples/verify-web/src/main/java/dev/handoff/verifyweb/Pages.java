package dev.handoff.verifyweb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** The pages and what they are made of, from the folder {@code web} in the jar. All of it is text. */
final class Pages {
    /** A plain name: no way leads out of the folder. */
    private static final Pattern ASSET = Pattern.compile("[a-z][a-z-]*\\.(js|css|svg)");

    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private Pages() {}

    static void sendAsset(Exchange exchange) {
        if (!ASSET.matcher(exchange.parameter()).matches()) {
            throw ApiException.of(404);
        }
        send(exchange, exchange.parameter());
    }

    static void send(Exchange exchange, String name) {
        try (InputStream in = Pages.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw ApiException.of(404);
            }
            String type = TYPES.get(name.substring(name.indexOf('.') + 1));
            exchange.sendText(type + "; charset=utf-8", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
