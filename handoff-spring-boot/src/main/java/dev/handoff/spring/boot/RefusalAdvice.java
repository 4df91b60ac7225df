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
 * Answers a refusal, and trouble of the store, that a controller lets through as problem details (RFC 9457), with the
 * stable code in {@code code}. An exception handler of the application's own comes first.
 */
@RestControllerAdvice
class RefusalAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalAdvice.class);

    @ExceptionHandler
    ProblemDetail refused(HandoffRefusedException refused) {
        Refusal reason = refused.reason();
        return problem(HttpStatusCode.valueOf(reason.httpStatus()), reason.code(), reason.message());
    }

    /** What the exception says is for the log alone: this is answered to strangers. */
    @ExceptionHandler
    ProblemDetail failed(TokenStoreException trouble) {
        if (trouble.isRetryable()) {
            LOG.warn("the handoff store can't be used for the moment: {}", trouble.getMessage());
            return problem(
                    HttpStatus.SERVICE_UNAVAILABLE, "STORE_UNAVAILABLE", "The service is not available. Try again.");
        }
        LOG.error("the handoff store can't be used", trouble);
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "STORE_FAILED", "The service can't do this.");
    }

    private static ProblemDetail problem(HttpStatusCode status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return problem;
    }
}
