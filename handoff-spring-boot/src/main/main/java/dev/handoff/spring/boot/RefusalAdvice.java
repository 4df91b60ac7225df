package dev.handoff.spring.boot;

import dev.handoff.HandoffRefusedException;
import dev.handoff.Refusal;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers a refusal that a controller lets through as problem details (RFC 9457), with the stable code in {@code code}.
 * An exception handler of the application's own comes first.
 */
@RestControllerAdvice
class RefusalAdvice {

    @ExceptionHandler
    ProblemDetail refused(HandoffRefusedException refused) {
        Refusal reason = refused.reason();
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(reason.httpStatus()), reason.message());
        problem.setProperty("code", reason.code());
        return problem;
    }
}
