package com.example.verification;

import org.jspecify.annotations.Nullable;

/**
 * A customer's identity check.
 *
 * @param id also the id of the handoff session
 * @param documentNumber what the phone read, null before that
 */
record IdentityCheck(
        String id, String customer, State state, @Nullable String documentNumber) {

    enum State {
        /** No phone has come yet. */
        WAITING,
        /** A phone is bound, and reads the card. */
        PHONE,
        /** The phone has sent what it read, and may leave. */
        REVIEW,
        ACCEPTED,
        REJECTED,
        WITHDRAWN
    }
}
