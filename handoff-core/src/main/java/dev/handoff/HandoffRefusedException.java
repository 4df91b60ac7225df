package dev.handoff;

import java.io.Serial;

/** Reports a refusal as an exception, for hosts that prefer exceptions. Only {@link Result#orElseThrow()} throws it. */
public final class HandoffRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    HandoffRefusedException(Refusal reason) {
        super(reason.code() + ": " + reason.message());
        this.reason = reason;
    }

    /** Returns why the call was refused. */
    public Refusal reason() {
        return reason;
    }
}
