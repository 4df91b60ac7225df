package dev.handoff.plainjava;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.handoff.HandoffRefusedException;
import dev.handoff.Refusal;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.InvalidMessage;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.json.FirstMessage.Reason;
import dev.handoff.spi.TokenStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP part of the host: bodies, headers, files, and errors as problem details (RFC 9457). */
final class Http {

    private static final Logger LOG = LoggerFactory.getLogger(Http.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern JSON_TYPE = Pattern.compile("application/json\\s*(;|$)", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private Http() {}

    record Reply(int status, String type, String body) {}

    interface Handler {
        Reply reply(HttpExchange request) throws IOException;
    }

    static void answer(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            Reply reply = replyOrProblem(exchange, handler);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            HEADERS.forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), isHead ? -1 : body.length);
            exchange.getResponseBody().write(isHead ? new byte[0] : body);
        }
    }

    private static Reply replyOrProblem(HttpExchange exchange, Handler handler) throws IOException {
        try {
            return handler.reply(exchange);
        } catch (HandoffRefusedException refused) {
            Refusal reason = refused.reason();
            return problem(reason.httpStatus(), reason.code(), reason.message());
        } catch (TokenStoreException trouble) {
            LOG.warn("the store failed", trouble);
            return problem(503, "STORE_UNAVAILABLE", "Try again later.");
        } catch (RuntimeException unexpected) {
            LOG.error("a request could not be answered", unexpected);
            return problem(500, "INTERNAL_ERROR", "Something went wrong.");
        }
    }

    /**
     * Returns whether a page of another origin made the browser send this request. Apps send neither header. The
     * {@code Host} header is not compared, because the caller chooses it.
     */
    static boolean isOfForeignPage(HttpExchange request, String ownOrigin) {
        List<String> origin = request.getRequestHeaders().get("Origin");
        String site = request.getRequestHeaders().getFirst("Sec-Fetch-Site");
        return origin == null
                ? site != null && !site.equals("same-origin") && !site.equals("none")
                : !origin.equals(List.of(ownOrigin));
    }

    /** Reads hello or resume from the body, and returns the reaction's reply; else returns a problem. */
    static Reply fromPhone(HttpExchange request, Function<Greeting, Reply> reaction) throws IOException {
        String type = Objects.requireNonNullElse(request.getRequestHeaders().getFirst("Content-Type"), "");
        if (!JSON_TYPE.matcher(type).lookingAt()) {
            return problem(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be sent as application/json.");
        }
        // reads at most one byte more than the longest message: the parser then refuses the message as too long
        byte[] body = request.getRequestBody().readNBytes(FirstMessage.MAX_BYTES + 1);
        FirstMessage message = FirstMessage.parse(new String(body, StandardCharsets.UTF_8));
        if (message instanceof Greeting phone && (phone.kind() == Kind.HELLO || phone.kind() == Kind.RESUME)) {
            return reaction.apply(phone);
        }
        Reason reason = message instanceof InvalidMessage invalid ? invalid.reason() : Reason.HELLO_REQUIRED;
        return problem(reason.httpStatus(), reason.code(), reason.message());
    }

    static Reply json(int status, String json) {
        return new Reply(status, "application/json", json);
    }

    static Reply json(int status, Map<String, ?> fields) {
        return json(status, JSON.valueToTree(fields).toString());
    }

    static Reply problem(int status, String code, String detail) {
        String json = JSON.valueToTree(Map.of("status", status, "code", code, "detail", detail))
                .toString();
        return new Reply(status, "application/problem+json", json);
    }

    /** Returns a file from this class's package, for example {@code page.html}. */
    static Reply file(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Http.class.getResourceAsStream(name), name)) {
            String type = name.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
            return new Reply(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
