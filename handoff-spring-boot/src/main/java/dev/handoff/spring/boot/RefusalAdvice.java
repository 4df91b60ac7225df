package dev.handoff.spring.boot;

import dev.handoff.HandoffRefusedException;
import dev.handoff.Refusal;
import dev.handoff.spi.TokenStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Converts a refusal or a failure of the store that a controller throws to problem details (RFC 9457), with the stable
 * code in {@code code}. Exception handlers of the application come first.
 */
@RestControllerAdvice
class RefusalAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalAdvice.class);

    @ExceptionHandler
    ProblemDetail refused(HandoffRefusedException refused) {
        Refusal reason = refused.reason();
        return problem(HttpStatusCode.valueOf(reason.httpStatus()), reason.code(), reason.message());
    }

    /** Logs the exception's message, but does not return it, because strangers can read the response. */
    @ExceptionHandler
    ProblemDetail failed(TokenStoreException trouble) {
        if (trouble.isRetryable()) {
            LOG.warn("the handoff store failed, a retry can help: {}", trouble.getMessage());
            return problem(
                    HttpStatus.SERVICE_UNAVAILABLE, "STORE_UNAVAILABLE", "The service is not available. Try again.");
        }
        LOG.error("the handoff store failed, a retry can't help", trouble);
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "STORE_FAILED", "The service failed.");
    }

    private static ProblemDetail problem(HttpStatusCode status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return problem;
    }
}
