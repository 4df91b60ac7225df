package dev.handoff.verifyweb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/** The pages and what they are made of, from the folder {@code web} in the jar. All of it is text. */
final class Pages {
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private Pages() {}

    /** @param name a plain name, by which no way leads out of the folder */
    static void send(Exchange exchange, String name) {
        Optional<String> type = Optional.ofNullable(TYPES.get(name.replaceFirst("^[a-z][a-z-]*[.]", "")));
        Optional<String> text = type.flatMap(known -> text("/web/" + name));
        exchange.sendText(type.orElse(""), text.orElseThrow(() -> ApiException.of(404)));
    }

    /** What this file in the jar says. */
    static Optional<String> text(String path) {
        ClassPathResource file = new ClassPathResource(path);
        try {
            return file.exists() ? Optional.of(file.getContentAsString(StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
