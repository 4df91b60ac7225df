package dev.handoff.model;

import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import org.jspecify.annotations.Nullable;

/** The expected answer of a call. */
sealed interface Answer {

    record No(Refusal reason) implements Answer {}

    /** The answer of opening. Only the call that made the session gets a proof. The status has an empty version. */
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
