package dev.handoff.verifyweb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** Calls the endpoint of each request's path. Bodies are read without a thread, so a slow client delays no other. */
final class Routes extends Handler.Abstract {
    static final int MAX_BODY_BYTES = 16 * 1024; // also for WebSocket messages
    private final List<String> origins;
    private final String contentSecurityPolicy;
    private final List<Route> routes = new ArrayList<>();

    Routes(List<String> origins) {
        this.origins = origins;
        // in older browsers 'self' does not include WebSockets, and no browser accepts an IPv6 address here
        contentSecurityPolicy = "default-src 'self'; connect-src 'self' "
                + String.join(" ", origins).replaceAll("http(s?)://", "ws$1://").replaceAll(" ?[^ ]*\\[[^ ]*", "")
                + "; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    private record Route(String method, Pattern path, Consumer<Exchange> endpoint) {}

    /** Adds an endpoint for a method and a path, which may have one variable part, written as {@code {}}. */
    Routes on(String route, Consumer<Exchange> endpoint) {
        String[] parts = route.replace("{}", "([^/]*)").split(" ", 2);
        routes.add(new Route(parts[0], Pattern.compile(parts[1]), endpoint));
        return this;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        addSecurityHeaders(response);
        // the request's own method counts: no header overrides it
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        List<String> allowed = new ArrayList<>();
        for (Route route : routes) {
            Matcher path = route.path.matcher(request.getHttpURI().getPath());
            if (path.matches() && route.method.equals(method)) {
                String parameter = path.groupCount() == 0 ? "" : path.group(1);
                Exchange exchange = new Exchange(request, response, callback, parameter);
                exchange.attempt(() -> serve(route, exchange));
                return true;
            } else if (path.matches()) {
                allowed.add(route.method.replace("GET", "GET, HEAD"));
            }
        }
        if (!allowed.isEmpty()) {
            response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
        }
        new Exchange(request, response, callback, "").refuse(ApiException.of(allowed.isEmpty() ? 404 : 405));
        return true;
    }

    /** Forbids browsers to load content of other origins, to show a page in a frame, and to send a referrer. */
    void addSecurityHeaders(Response response) {
        response.getHeaders()
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("Content-Security-Policy", contentSecurityPolicy)
                .put("X-Content-Type-Options", "nosniff")
                .put("Referrer-Policy", "no-referrer");
    }

    private void serve(Route route, Exchange exchange) {
        if (!route.method.equals("GET") || !exchange.headers(HttpHeader.UPGRADE).isEmpty()) {
            exchange.requireOwnOrigin(origins);
        }
        if (route.method.equals("GET")) {
            route.endpoint.accept(exchange);
            return;
        } else if (exchange.request().getLength() > MAX_BODY_BYTES) {
            throw ApiException.of(413);
        }
        var end = exchange.failAfter(10);
        Promise.Invocable<byte[]> reaction = Promise.Invocable.from(InvocationType.BLOCKING, (body, failure) -> {
            end.complete(null);
            if (failure == null) {
                Exchange whole = exchange.with(body);
                whole.attempt(() -> route.endpoint.accept(whole));
            } else {
                boolean isTooLarge = failure instanceof IllegalStateException;
                exchange.refuse(ApiException.of(failure instanceof TimeoutException ? 408 : isTooLarge ? 413 : 400));
            }
        });
        Content.Source.asByteArrayAsync(exchange.request(), MAX_BODY_BYTES, reaction);
    }
}
