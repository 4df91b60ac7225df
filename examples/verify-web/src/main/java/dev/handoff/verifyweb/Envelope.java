package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The form of every answer of the JSON interface: data or an error, never both. */
final class Envelope {

    static final String CONTENT_TYPE = "application/json; charset=utf-8";
    static final String NO_STORE = "no-store";

    private Envelope() {}

    static void send(Context ctx, int status, ObjectNode data) {
        sendJson(ctx, status, data.toString());
    }

    /** Data that is JSON already. */
    static void sendJson(Context ctx, int status, String data) {
        ObjectNode envelope = Json.object();
        envelope.putRawValue("data", new RawValue(data));
        envelope.putNull("error");
        ctx.status(status)
                .contentType(CONTENT_TYPE)
                .header(Header.CACHE_CONTROL, NO_STORE)
                .result(bytes(envelope));
    }

    /** An answer without a body. */
    static void sendNothing(Context ctx, int status) {
        ctx.status(status).header(Header.CACHE_CONTROL, NO_STORE);
        ctx.res().setContentType(null);
    }

    static void sendError(Context ctx, ApiException reason) throws IOException {
        ctx.status(reason.status()).contentType(CONTENT_TYPE).header(Header.CACHE_CONTROL, NO_STORE);
        // written here and now: nobody would write a result for a refused WebSocket upgrade
        ctx.res().getOutputStream().write(error(reason));
    }

    static byte[] error(ApiException reason) {
        ObjectNode envelope = Json.object();
        envelope.putNull("data");
        envelope.putObject("error").put("code", reason.code()).put("message", reason.message());
        return bytes(envelope);
    }

    private static byte[] bytes(ObjectNode envelope) {
        return envelope.toString().getBytes(StandardCharsets.UTF_8);
    }
}
