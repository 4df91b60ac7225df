package dev.handoff;

import dev.handoff.spi.TokenStoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a session, and what calls would return now, for support staff. Holds no secret. Immutable.
 *
 * @param status the session's status; empty if every call throws, because this library did not write the record or the
 *     store has to be repaired
 * @param trouble the message of the exception that every call throws in that case, else empty
 * @param facts the events that the record still holds, and the session's end, in the order of time. A record holds only
 *     the latest attempt and the latest claim
 * @param expectations what calls would return at this moment
 */
public record Explanation(
        Optional<SessionStatus> status, Optional<String> trouble, List<Fact> facts, List<Expectation> expectations) {

    /**
     * A past or future event.
     *
     * @param at when it happens
     * @param what a description in plain words
     */
    public record Fact(Instant at, String what) {}

    /**
     * What a call would return.
     *
     * @param call the call and its caller
     * @param refusal the reason of the refusal; empty for a success
     * @param situation the row of {@code docs/protocol.md} that decides, in the section of that call; for a success,
     *     the statement that no row refuses the call
     */
    public record Expectation(String call, Optional<Refusal> refusal, String situation) {}

    /** Returns the explanation of an exception that is not retryable. */
    static Explanation of(TokenStoreException trouble) {
        return new Explanation(Optional.empty(), Optional.ofNullable(trouble.getMessage()), List.of(), List.of());
    }

    /** Returns the explanation as lines of text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("state: ")
                .append(status.map(known -> known.state().code()).orElse("unknown"));
        trouble.ifPresent(thrown -> text.append("\nevery call throws: ").append(thrown));
        facts.forEach(fact -> text.append('\n').append(fact.at()).append(' ').append(fact.what()));
        expectations.forEach(expectation -> text.append('\n')
                .append(expectation.call())
                .append(": ")
                .append(expectation.refusal().map(Refusal::code).orElse("yes"))
                .append(", because: ")
                .append(expectation.situation()));
        return text.toString();
    }
}
