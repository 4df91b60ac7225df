package dev.handoff.verifyweb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/** Sends pages, scripts, styles and pictures from the folder {@code web} in the jar. All of them are text files. */
final class Pages {
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private Pages() {}

    /** Sends a file. Throws 404 for a name that is not a plain file name, so that no request can leave the folder. */
    static void send(Exchange exchange, String name) {
        Optional<String> type = Optional.ofNullable(TYPES.get(name.replaceFirst("^[a-z][a-z-]*[.]", "")));
        Optional<String> text = type.flatMap(known -> text("/web/" + name));
        exchange.sendText(type.orElse(""), text.orElseThrow(() -> ApiException.of(404)));
    }

    static Optional<String> text(String path) {
        ClassPathResource file = new ClassPathResource(path);
        try {
            return file.exists() ? Optional.of(file.getContentAsString(StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
