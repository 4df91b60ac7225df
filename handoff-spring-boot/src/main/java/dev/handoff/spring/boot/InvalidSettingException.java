package dev.handoff.spring.boot;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A setting of the application is invalid. The message says what is wrong and what to do, and contains no key. */
final class InvalidSettingException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String fault;
    private final String remedy;

    InvalidSettingException(String fault, String remedy) {
        this(fault, remedy, null);
    }

    InvalidSettingException(String fault, String remedy, @Nullable Throwable cause) {
        super(fault + " " + remedy, cause);
        this.fault = fault;
        this.remedy = remedy;
    }

    String fault() {
        return fault;
    }

    String remedy() {
        return remedy;
    }
}
