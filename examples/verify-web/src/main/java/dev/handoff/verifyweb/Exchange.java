package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Refusal;
import dev.handoff.json.StrictObject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One HTTP request and its response. Any thread may send the response, once. JSON is sent in an envelope. */
record Exchange(Request request, Response response, Callback callback, String parameter, ByteBuffer body) {
    private static final String JSON = "application/json";
    private static final int MOST_PROOFS = 16; // each proof costs a read of the store
    private static final Pattern SESSION_ID = Pattern.compile("vs_[0-9A-Za-z]{64}");

    Exchange(Request request, Response response, Callback callback, String parameter) {
        this(request, response, callback, parameter, ByteBuffer.allocate(0));
    }

    Exchange with(byte[] sentBody) {
        return new Exchange(request, response, callback, parameter, ByteBuffer.wrap(sentBody));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the session id in the path; throws if its form is wrong, for example if a character is escaped. */
    String sessionId() {
        if (!SESSION_ID.matcher(parameter).matches()) {
            throw ApiException.of(Refusal.INVALID_SESSION_ID);
        }
        return parameter;
    }

    /** Returns the JSON object in the body; throws if one of these fields is there and is not a text. */
    StrictObject json(String... texts) {
        // browsers let foreign pages send other content types without a CORS preflight (Fetch, section 2.2.2)
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (!JSON.equalsIgnoreCase(MimeTypes.getContentTypeWithoutCharset(type == null ? "" : type))) {
            throw ApiException.of(415);
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(body).toString();
            return StrictObject.read(text)
                    .filter(object -> object.allTextsOrMissing(texts))
                    .orElseThrow(() -> ApiException.badRequest("The body is not the expected JSON object."));
        } catch (CharacterCodingException malformed) {
            throw ApiException.badRequest("The body is not UTF-8.");
        }
    }

    List<String> headers(HttpHeader name) {
        return request.getHeaders().getValuesList(name);
    }

    /** Returns the client's name in limits. Of IPv6 it is the first half: one customer has all addresses with it. */
    String address() {
        return nameOf(((InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress()).getAddress());
    }

    static String nameOf(InetAddress address) {
        return HexFormat.of().formatHex(address.getAddress(), 0, address instanceof Inet6Address ? 8 : 4);
    }

    /** Throws if a page of another origin sent this request; same-site cookies allow other origins of the same site. */
    void requireOwnOrigin(List<String> own) {
        // the Host header is not used, because an attacker's DNS name may point to this machine
        List<String> origin = headers(HttpHeader.ORIGIN);
        String site = request.getHeaders().get("Sec-Fetch-Site");
        boolean isOwn = origin.isEmpty()
                ? site == null || site.equals("same-origin") || site.equals("none")
                : origin.size() == 1 && own.contains(origin.get(0));
        if (!isOwn) {
            String message = "Only this server's own pages may send this request. They are at " + own.get(0);
            throw new ApiException(403, "FORBIDDEN_ORIGIN", message);
        }
    }

    /**
     * Returns all page proofs in the request, or one empty text. A page at a longer path or on another port of this
     * host can add cookies of the same name, also malformed ones, but it can't remove the right one.
     */
    List<String> pageProofs(boolean isSecure) {
        String header = request.getHeaders().get("X-Page-Proof");
        if (header != null && !header.isEmpty()) {
            return List.of(header);
        }
        String name = proofCookie(isSecure) + "=";
        // Jetty's own parser loses a cookie that stands before a malformed one
        List<String> cookies = headers(HttpHeader.COOKIE).stream()
                .flatMap(line -> Stream.of(line.split(";", -1)))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(name))
                .map(cookie -> cookie.substring(name.length()))
                .distinct()
                .limit(MOST_PROOFS)
                .toList();
        return cookies.isEmpty() ? List.of("") : cookies;
    }

    private static String proofCookie(boolean isSecure) {
        return isSecure ? "__Secure-page_proof" : "page_proof"; // browsers accept the prefix over https only
    }

    /** Sets the page proof as a cookie, which scripts can't read and browsers send only to this session's paths. */
    void setPageProof(String sessionId, String proof, Duration lifetime, boolean isSecure) {
        String cookie = proofCookie(isSecure) + "=" + proof + "; Path=/v1/verify/session/" + sessionId + "; Max-Age="
                + lifetime.toSeconds() + "; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "");
        response.getHeaders().put(HttpHeader.SET_COOKIE, cookie);
    }

    /** Runs the task, and refuses the request if the task throws. */
    void attempt(Runnable answering) {
        try {
            answering.run();
        } catch (RuntimeException failure) {
            refuse(ApiException.of(failure));
        }
    }

    /** Sets the ETag (RFC 9110, section 8.8.3), and returns whether the client already has this version. */
    boolean isKnown(String version) {
        String tag = '"' + version + '"';
        response.getHeaders().put(HttpHeader.ETAG, tag);
        return headers(HttpHeader.IF_NONE_MATCH).stream().anyMatch(line -> line.contains(tag) || line.equals("*"));
    }

    void send(int status, Object json) {
        send(status, JSON, "{\"data\":" + json + ",\"error\":null}", callback);
    }

    void sendText(String type, String text) {
        // the browser asks again each time, so that no old script talks to a new server
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        send(200, type, text, callback);
    }

    void sendNothing(int status) {
        response.setStatus(status);
        callback.succeeded();
    }

    /** Answers at once, then reads the rest of the request, because the client may not see the answer otherwise. */
    void refuse(ApiException reason) {
        if (reason.status == 429) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Limits.RETRY_AFTER_SECONDS);
        } else if (reason.status == 408 || reason.status == 413) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Runnable draining = () -> {
            var end = failAfter(2);
            Content.Source.consumeAll(request, Callback.from(() -> {
                end.complete(null);
                callback.succeeded();
            }));
        };
        ObjectNode error = object().put("code", reason.code).put("message", reason.getMessage());
        send(reason.status, JSON, "{\"data\":null,\"error\":" + error + "}", Callback.from(draining, callback::failed));
    }

    /** Fails the request's body after this time, unless the returned future is completed before. */
    CompletableFuture<Void> failAfter(int seconds) {
        CompletableFuture<Void> end = new CompletableFuture<Void>().orTimeout(seconds, TimeUnit.SECONDS);
        var unused = end.whenComplete((done, late) -> {
            if (late instanceof TimeoutException) {
                request.fail(late);
            }
        });
        return end;
    }

    private void send(int status, String type, String text, Callback whenSent) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type + "; charset=utf-8");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), whenSent);
    }
}
