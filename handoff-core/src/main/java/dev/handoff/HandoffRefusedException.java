package dev.handoff;

import java.io.Serial;

/** For hosts that prefer exceptions: thrown by {@link Result#orElseThrow()} and by nothing else. */
public final class HandoffRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    HandoffRefusedException(Refusal reason) {
        super(reason.code() + ": " + reason.message());
        this.reason = reason;
    }

    /** Why. */
    public Refusal reason() {
        return reason;
    }
}
