package com.example.verification;

import org.jspecify.annotations.Nullable;

/**
 * A customer's identity check.
 *
 * @param id also the id of the handoff session
 * @param documentNumber the number that the phone read; null before that
 */
record IdentityCheck(
        String id, String customer, State state, @Nullable String documentNumber) {

    enum State {
        /** No phone has consumed yet. */
        WAITING,
        /** A phone is bound, and reads the card. */
        PHONE,
        /** The phone has sent the number, and may leave. */
        REVIEW,
        ACCEPTED,
        REJECTED,
        WITHDRAWN
    }
}
