package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which request goes where, and what becomes of it when it fails.
 *
 * @param sessions starts and cancels
 * @param codes mints and draws
 * @param status tells
 * @param upgrade looks at phones' connections before there is one
 * @param phones has the connections
 * @param pages shows
 */
record Routes(
        SessionsApi sessions, CodeApi codes, StatusApi status, PhoneUpgrade upgrade, PhoneSockets phones, Pages pages) {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String SESSION = "/v1/verify/session/{id}";

    void configure(RoutesConfig config) {
        config.post("/v1/sessions", sessions::start);
        config.post(SESSION + "/handoff", codes::mint);
        config.post(SESSION + "/cancel", sessions::cancel);
        config.post("/v1/qr", codes::draw);
        get(config, SESSION + "/status", status::status);
        get(config, "/healthz", status::health);

        get(config, SESSION, upgrade::refuse);
        config.wsBeforeUpgrade(SESSION, upgrade::check);
        config.ws(SESSION, phones::configure);

        get(config, "/", pages::index);
        get(config, "/verify/{id}", pages::verify);
        get(config, "/phone", pages::phone);
        get(config, "/assets/{file}", pages::asset);

        config.exception(ApiException.class, (reason, ctx) -> answer(ctx, reason));
        config.exception(TokenStoreException.class, (trouble, ctx) -> {
            LOG.warn("the store is in trouble: {}", trouble.getMessage());
            answer(ctx, ApiException.storeUnavailable());
        });
        config.exception(HttpResponseException.class, Routes::onNoRoute);
        config.exception(Exception.class, Routes::onUnexpected);
    }

    /** HEAD too, as RFC 9110, section 9.1, demands; Jetty leaves the body away. */
    private static void get(RoutesConfig config, String path, Handler handler) {
        config.get(path, handler);
        config.head(path, handler);
    }

    private static void onNoRoute(HttpResponseException reason, Context ctx) {
        if (reason.getStatus() == 405) {
            // Javalin's name for it depends on the request's Accept; either way the only detail are the methods
            Map<String, String> methods = reason.getDetails();
            ctx.header(Header.ALLOW, String.join(", ", methods.values()));
        }
        answer(ctx, statusOnly(reason.getStatus()));
    }

    private static void onUnexpected(Exception failure, Context ctx) {
        if (failure instanceof HttpException malformed && malformed.getCode() < 500) {
            // Jetty met it while the body was read
            answer(ctx, statusOnly(malformed.getCode()));
            return;
        }
        LOG.error("a request could not be handled", failure);
        answer(ctx, ApiException.internalError());
    }

    /** What there is to say of a status that this server's own rules did not lead to. */
    static ApiException statusOnly(int status) {
        return switch (status) {
            case 404 -> new ApiException(404, "NOT_FOUND", "There is nothing at this address.");
            case 405 -> new ApiException(405, "METHOD_NOT_ALLOWED", "This address knows other methods only.");
            case 413 -> ApiException.payloadTooLarge();
            default ->
                status < 500
                        ? new ApiException(status, "BAD_REQUEST", "The server can't understand this request.")
                        : ApiException.internalError();
        };
    }

    private static void answer(Context ctx, ApiException reason) {
        try {
            Envelope.sendError(ctx, reason);
        } catch (IOException gone) {
            LOG.debug("nobody is there to hear an error", gone);
        }
    }
}
