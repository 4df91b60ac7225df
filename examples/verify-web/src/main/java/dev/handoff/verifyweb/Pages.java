package dev.handoff.verifyweb;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages and what they are made of, from the folder {@code web} in the jar. */
final class Pages {

    private static final String HTML = "text/html; charset=utf-8";
    /** A plain name: no way leads out of the folder. */
    private static final Pattern ASSET = Pattern.compile("[a-z0-9][a-z0-9-]*\\.([a-z0-9]+)");

    private static final Map<String, String> ASSET_TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2");

    private final ConcurrentMap<String, Page> loaded = new ConcurrentHashMap<>();

    private static final class Page {
        private final byte[] content;
        private final String tag;

        private Page(byte[] content) {
            this.content = content;
            this.tag = Hashes.sha256(content);
        }
    }

    void index(Context ctx) throws IOException {
        send(ctx, "index.html", HTML);
    }

    /** Also for an id that can't be one: the page says so itself. */
    void verify(Context ctx) throws IOException {
        send(ctx, "verify.html", HTML);
    }

    void phone(Context ctx) throws IOException {
        send(ctx, "phone.html", HTML);
    }

    void asset(Context ctx) throws IOException {
        String name = ctx.pathParam("file");
        Matcher parts = ASSET.matcher(name);
        String type = parts.matches() ? ASSET_TYPES.get(parts.group(1)) : null;
        if (type == null) {
            throw new NotFoundResponse();
        }
        send(ctx, name, type);
    }

    private void send(Context ctx, String name, String type) throws IOException {
        Page page = load(name).orElseThrow(NotFoundResponse::new);
        // asked for again each time, so that a new server never meets an old script
        ctx.header(Header.CACHE_CONTROL, "no-cache");
        if (EntityTags.isKnown(ctx, page.tag)) {
            ctx.status(304);
            ctx.res().setContentType(null);
        } else {
            ctx.contentType(type).result(page.content);
        }
    }

    private Optional<Page> load(String name) throws IOException {
        Page page = loaded.get(name);
        if (page == null) {
            try (InputStream in = Pages.class.getResourceAsStream("/web/" + name)) {
                if (in == null) {
                    return Optional.empty();
                }
                page = new Page(in.readAllBytes());
                loaded.put(name, page);
            }
        }
        return Optional.of(page);
    }
}
