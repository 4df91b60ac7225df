package dev.handoff;

import dev.handoff.spi.TokenStoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a session and what it would answer now, for support people. Holds no secret. Immutable.
 *
 * @param status how the session stands; empty where every call throws, because this library did not write the record or
 *     the store has to be repaired
 * @param trouble what every call throws, in that case
 * @param facts what the record still knows of the past, and when the session ends, in the order of time. A record keeps
 *     the latest attempt and the latest claim only
 * @param expectations what calls would answer at this moment
 */
public record Explanation(
        Optional<SessionStatus> status, Optional<String> trouble, List<Fact> facts, List<Expectation> expectations) {

    /**
     * Something that happened, or will happen.
     *
     * @param at when
     * @param what in plain words
     */
    public record Fact(Instant at, String what) {}

    /**
     * What a call would answer.
     *
     * @param call which call, by whom
     * @param refusal the reason of a no; empty for a yes
     * @param situation the row of {@code docs/protocol.md} that decides, in the section of that call; for a yes, that
     *     no row refuses
     */
    public record Expectation(String call, Optional<Refusal> refusal, String situation) {}

    /** Of trouble that does not pass. */
    static Explanation of(TokenStoreException trouble) {
        return new Explanation(Optional.empty(), Optional.ofNullable(trouble.getMessage()), List.of(), List.of());
    }

    /** All of it as lines of text. */
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
