package dev.handoff.model;

import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import org.jspecify.annotations.Nullable;

/** What a call is to answer. */
sealed interface Answer {

    record No(Refusal reason) implements Answer {}

    /** Of opening; a proof only to who made the session. Statuses have an empty version. */
    record Opened(SessionStatus status, @Nullable Proof proof) implements Answer {}

    record Started(Code code, @Nullable Proof proof) implements Answer {}

    record Minted(Code code) implements Answer {}

    record Connected(Link link) implements Answer {}

    record Stands(SessionStatus status) implements Answer {}

    record Public(SessionState state, boolean sameDeviceOnly) implements Answer {}

    record Became(SessionState state) implements Answer {}

    record Choices() implements Answer {}

    record Challenge(Code code, int connection) implements Answer {}

    record Purged(int records) implements Answer {}
}
