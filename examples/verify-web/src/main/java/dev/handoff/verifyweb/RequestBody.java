package dev.handoff.verifyweb;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The body of a request, up to a limit that holds with and without a Content-Length. */
final class RequestBody {

    /** The largest body, and the largest WebSocket message, in bytes. */
    static final int MAX_BYTES = 16 * 1024;

    /** So much of what is too large is read all the same, so that the sender gets to see the answer. */
    private static final int MAX_DRAINED_BYTES = 1024 * 1024;

    private RequestBody() {}

    /**
     * Its bytes.
     *
     * @throws ApiException if there are too many
     */
    static byte[] bytes(Context ctx) throws IOException {
        if (ctx.req().getContentLengthLong() > MAX_DRAINED_BYTES) {
            throw ApiException.payloadTooLarge();
        }
        InputStream in = ctx.req().getInputStream();
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            in.readNBytes(MAX_DRAINED_BYTES);
            throw ApiException.payloadTooLarge();
        }
        return bytes;
    }

    /**
     * Its text.
     *
     * @throws ApiException if it is too large, or no UTF-8
     */
    static String text(Context ctx) throws IOException {
        byte[] bytes = bytes(ctx);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw ApiException.badRequest("The body is not UTF-8.");
        }
    }
}
