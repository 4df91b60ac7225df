package com.example.verification;

import java.io.Serial;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The identity check is not in the state that the operation needs. */
@ResponseStatus(HttpStatus.CONFLICT)
class WrongStateException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    WrongStateException(String message) {
        super(message);
    }
}
