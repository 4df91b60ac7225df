package dev.handoff.verifyweb;

import dev.handoff.Refusal;
import dev.handoff.Result;
import java.io.Serial;

/**
 * A "no" to a request or to a phone's message, as clients see it. Ends the handling wherever it is thrown; has no stack
 * trace, as it says nothing of the server.
 */
final class ApiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ApiException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The library's own refusal. */
    static ApiException of(Refusal refusal) {
        return new ApiException(refusal.httpStatus(), refusal.code(), refusal.message());
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BAD_REQUEST", message);
    }

    static ApiException payloadTooLarge() {
        return new ApiException(413, "PAYLOAD_TOO_LARGE", "The body is larger than 16 KiB.");
    }

    static ApiException storeUnavailable() {
        return new ApiException(503, "STORE_UNAVAILABLE", "The server can't reach its store. Try again.");
    }

    static ApiException internalError() {
        return new ApiException(500, "INTERNAL_ERROR", "Something went wrong in the server.");
    }

    /** The value, or the refusal as an exception. */
    static <T> T orThrow(Result<T> result) {
        return result.fold(value -> value, refusal -> {
            throw of(refusal);
        });
    }

    /** The HTTP status (RFC 9110, section 15). */
    int status() {
        return status;
    }

    /** The stable code. */
    String code() {
        return code;
    }

    /** For people. */
    String message() {
        return String.valueOf(getMessage());
    }
}
