package dev.handoff.verifyweb;

import dev.handoff.Refusal;
import dev.handoff.verifyweb.Settings.StartException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Jetty with strict limits for requests, without a version header, and with little memory per waiting connection. */
final class WebServer implements AutoCloseable {
    final Server jetty = new Server(); // its threads may wait for the store
    private final ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(configuration()));
    private final ServerWebSocketContainer sockets = ServerWebSocketContainer.ensure(jetty);
    private Map<Connection, Head> heads = Map.of();

    /** A connection's count of requests and bytes, and since when it has been sending the head of its next request. */
    private record Head(long requests, long bytes, long since) {}

    /** Binds the port; clients wait until the start. Throws a {@link StartException} if the port can't be bound. */
    WebServer(String bind, int port) {
        connector.setHost(bind);
        connector.setPort(port);
        // longer than the longest wait for a status
        connector.setIdleTimeout(Duration.ofSeconds(40).toMillis());
        // thousands of pages may come back at the same moment, as after a restart
        connector.setAcceptQueueSize(4096);
        jetty.addConnector(connector);
        // a further connection waits until another one is closed
        jetty.addBean(new NetworkConnectionLimit(20_000, jetty));
        // phones ping every 20 seconds
        sockets.setIdleTimeout(Duration.ofMinutes(5));
        sockets.setMaxFrameSize(Routes.MAX_BODY_BYTES);
        sockets.setMaxTextMessageSize(Routes.MAX_BODY_BYTES);
        sockets.setMaxBinaryMessageSize(Routes.MAX_BODY_BYTES);
        // messages to phones are short: a phone that does not read them is disconnected
        sockets.setMaxOutgoingFrames(32);
        try {
            connector.open();
        } catch (IOException failed) {
            throw new StartException("port " + port + " can't be bound on that address. Is another process using it?"
                    + " See HANDOFF_PORT and HANDOFF_BIND");
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    void start(Routes routes) {
        jetty.setHandler(routes);
        // for Jetty's own answers, to requests that reach no route
        jetty.setErrorHandler((request, response, callback) -> {
            routes.addSecurityHeaders(response);
            // Jetty's message for a path that can't be decoded; only session ids vary in paths
            boolean isBadPath = "Bad Request".equals(request.getAttribute(ErrorHandler.ERROR_MESSAGE));
            ApiException reason =
                    isBadPath ? ApiException.of(Refusal.INVALID_SESSION_ID) : ApiException.of(response.getStatus());
            new Exchange(request, response, callback, "").refuse(reason);
            return true;
        });
        LifeCycle.start(jetty);
    }

    void upgrade(Exchange exchange, Function<Exchange, Session.Listener> making) {
        if (!"websocket".equalsIgnoreCase(String.join(",", exchange.headers(HttpHeader.UPGRADE)))
                || !exchange.headers(HttpHeader.SEC_WEBSOCKET_VERSION).contains("13")) {
            exchange.response().getHeaders().put(HttpHeader.UPGRADE, "websocket");
            exchange.response().getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
            throw new ApiException(426, "WEBSOCKET_REQUIRED", "This address is for WebSocket connections only.");
        }
        Session.Listener socket = making.apply(exchange);
        if (!sockets.upgrade((a, b, c) -> socket, exchange.request(), exchange.response(), exchange.callback())) {
            throw ApiException.of(400);
        }
    }

    /** Closes connections that send a request's head too slowly: each byte restarts Jetty's own timeout. */
    void endSlowHeads() {
        Map<Connection, Head> seen = new HashMap<>();
        long now = System.nanoTime();
        for (EndPoint end : connector.getConnectedEndPoints()) {
            Connection http = end.getConnection();
            if (http instanceof ConnectionMetaData) {
                Head head = new Head(http.getMessagesIn(), http.getBytesIn(), now);
                Head before = heads.getOrDefault(http, head);
                boolean isIdle = before.requests != head.requests
                        || before.bytes == head.bytes
                        || http.getMessagesOut() != head.requests;
                seen.put(http, isIdle ? head : before);
                if (!isIdle && now - before.since > Duration.ofSeconds(10).toNanos()) {
                    end.close();
                }
            }
        }
        heads = seen;
    }

    @Override
    public void close() {
        sockets.getOpenSessions().forEach(peer -> peer.close(StatusCode.SHUTDOWN, "the server stops", Callback.NOOP));
        LifeCycle.stop(jetty);
        connector.close();
    }

    private static HttpConfiguration configuration() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // large, so that a session id that is much too long is refused as INVALID_SESSION_ID
        http.setRequestHeaderSize(32 * 1024);
        // the cache costs 100 KB per connection, and waiting pages send few requests
        http.setHeaderCacheSize(0);
        // unusual paths reach the endpoints, which refuse them with a specific code
        http.setUriCompliance(UriCompliance.from(
                EnumSet.complementOf(EnumSet.of(Violation.USER_INFO, Violation.FRAGMENT, Violation.UTF16_ENCODINGS))));
        return http;
    }
}
