package dev.handoff.verifyweb;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty, as Javalin sets it up and this demo wants it: strict with what comes in, silent about itself. */
final class WebServer {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Longer than the longest wait for a status. */
    private static final Duration HTTP_IDLE = Duration.ofSeconds(60);
    /** Phones ping every 20 seconds. */
    private static final Duration WEBSOCKET_IDLE = Duration.ofMinutes(5);

    /** What phones and pages say and hear is short: who does not read what was sent to it is cut off. */
    private static final int MAX_OUTGOING_FRAMES = 32;

    /** Odd paths are for the handlers to refuse, by what they mean there: all of them are whitelists. */
    private static final UriCompliance ODD_BUT_DECODABLE = UriCompliance.DEFAULT.with(
            "odd but decodable",
            Violation.AMBIGUOUS_EMPTY_SEGMENT,
            Violation.AMBIGUOUS_PATH_ENCODING,
            Violation.AMBIGUOUS_PATH_PARAMETER,
            Violation.AMBIGUOUS_PATH_SEGMENT,
            Violation.AMBIGUOUS_PATH_SEPARATOR,
            Violation.BAD_UTF8_ENCODING,
            Violation.ILLEGAL_PATH_CHARACTERS,
            Violation.SUSPICIOUS_PATH_CHARACTERS);

    private WebServer() {}

    /**
     * Takes a port of every network, where phones of the same WLAN find it.
     *
     * @throws StartException if another process has it
     */
    static ServerSocketChannel bind(int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                return channel.bind(new InetSocketAddress(port));
            } catch (IOException taken) {
                channel.close();
                throw taken;
            }
        } catch (IOException failed) {
            throw new StartException("port " + port + " can't be had: is another process using it? See HANDOFF_PORT");
        }
    }

    /** Serves these routes at a port that was bound. */
    static Javalin start(ServerSocketChannel channel, Routes routes) {
        return Javalin.create(config -> configure(config, channel, routes)).start();
    }

    private static void configure(JavalinConfig config, ServerSocketChannel channel, Routes routes) {
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.router.ignoreTrailingSlashes = false;
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("a request could not be handled", error);
            response.setStatus(500);
        });
        config.jetty.modifyHttpConfiguration(WebServer::configureHttp);
        config.jetty.addConnector((server, http) -> connector(server, http, channel));
        config.jetty.modifyWebSocketServletFactory(WebServer::configureWebSockets);
        config.jetty.modifyServer(server -> {
            server.insertHandler(new SecurityHeaders());
            server.setErrorHandler(new JettyErrors());
        });
        config.jetty.modifyServletContextHandler(context -> context.setSessionHandler(forgetfulSessions()));
        routes.configure(config.routes);
    }

    private static void configureHttp(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setUriCompliance(ODD_BUT_DECODABLE);
    }

    private static Connector connector(Server server, HttpConfiguration http, ServerSocketChannel channel) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setIdleTimeout(HTTP_IDLE.toMillis());
        try {
            connector.open(channel);
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
        return connector;
    }

    private static void configureWebSockets(JettyWebSocketServletFactory factory) {
        factory.setIdleTimeout(WEBSOCKET_IDLE);
        factory.setMaxFrameSize(RequestBody.MAX_BYTES);
        factory.setMaxTextMessageSize(RequestBody.MAX_BYTES);
        factory.setMaxBinaryMessageSize(RequestBody.MAX_BYTES);
        factory.setMaxOutgoingFrames(MAX_OUTGOING_FRAMES);
    }

    /** Javalin opens a servlet session for every WebSocket connection; nobody needs any, so none is kept or named. */
    private static SessionHandler forgetfulSessions() {
        SessionHandler handler = new SessionHandler();
        handler.setUsingCookies(false);
        handler.setSessionIdPathParameterName("none");
        NullSessionCache cache = new NullSessionCache(handler);
        cache.setSessionDataStore(new NullSessionDataStore());
        handler.setSessionCache(cache);
        return handler;
    }
}
