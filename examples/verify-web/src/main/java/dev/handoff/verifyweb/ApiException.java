package dev.handoff.verifyweb;

import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.json.FirstMessage;
import dev.handoff.spi.TokenStoreException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The answer to a request or a phone's message that is refused. It has no stack trace, because it is no fault. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiException.class);
    final int status;
    final String code;

    ApiException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static ApiException of(Refusal refusal) {
        return new ApiException(refusal.httpStatus(), refusal.code(), refusal.message());
    }

    static ApiException of(FirstMessage.Reason reason) {
        return new ApiException(reason.httpStatus(), reason.code(), reason.message());
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BAD_REQUEST", message);
    }

    static ApiException of(int status) {
        return switch (status) {
            case 404 -> new ApiException(404, "NOT_FOUND", "There is nothing at this address.");
            case 405 -> new ApiException(405, "METHOD_NOT_ALLOWED", "This address does not allow this method.");
            case 408 -> new ApiException(408, "REQUEST_TIMEOUT", "The request took too long to arrive.");
            case 415 -> new ApiException(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be sent as application/json.");
            case 413 -> new ApiException(413, "PAYLOAD_TOO_LARGE", "The body is larger than 16 KiB.");
            case 429 -> new ApiException(429, "TOO_MANY_REQUESTS", "Too many requests. Try again later.");
            case 500 -> new ApiException(500, "INTERNAL_ERROR", "Something went wrong in the server.");
            case 503 -> new ApiException(503, "STORE_UNAVAILABLE", "The server can't reach its store. Try again.");
            default -> new ApiException(status, "BAD_REQUEST", "The server can't understand this request.");
        };
    }

    /** Returns the answer for a failure, and logs the failure if the client did not cause it. */
    static ApiException of(Throwable failure) {
        if (failure instanceof ApiException reason) {
            return reason;
        }
        if (failure instanceof HttpException malformed && malformed.getCode() < 500) {
            return of(malformed.getCode());
        }
        if (failure instanceof TokenStoreException || failure instanceof DataAccessException) {
            LOG.warn("the store failed: {}", failure.getMessage());
            return of(503);
        }
        LOG.error("a request could not be handled", failure);
        return of(500);
    }

    static <T> T orThrow(Result<T> result) {
        return result.fold(value -> value, refusal -> {
            throw of(refusal);
        });
    }
}
