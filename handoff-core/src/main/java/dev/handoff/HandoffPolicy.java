package dev.handoff;

import dev.handoff.internal.session.Limits;
import dev.handoff.spi.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The numbers and choices of a service. Immutable: each {@code with…} gives a changed copy. Mistakes are reported by
 * {@link HandoffServiceBuilder#build()}.
 */
public final class HandoffPolicy {

    private static final Duration LONGEST_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private static final HandoffPolicy DEFAULTS = new HandoffPolicy(new Values());

    private final Values values;

    /** Never changed after a policy has it. */
    private static final class Values implements Cloneable {
        private Duration tokenLifetime = Duration.ofMinutes(5);
        private Duration reuseWindow = Duration.ofSeconds(60);
        private Duration sessionLifetime = Duration.ofMinutes(60);
        private Duration retention = Duration.ofHours(24);
        private int maxFailures = 3;
        private Reissue reissue = Reissue.OVERLAP;
        private BindingScope bindingScope = BindingScope.SESSION;
        private Opening opening = Opening.STORED;
        private Set<Safeguard> safeguards = Set.of();

        private Values copy() {
            try {
                return (Values) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a newer attempt does to older tokens of which none was consumed. */
    public enum Reissue {
        /** They go on until they expire: a code that is still on a screen still works. The default. */
        OVERLAP,
        /** They are refused from then on. */
        SUPERSEDE
    }

    /** How long a device stays bound. */
    public enum BindingScope {
        /** For the session, through every retry. The default. */
        SESSION,
        /** For the attempt: after a retryable failure another device may take the next one. */
        ATTEMPT
    }

    /** Where a session is kept until its first phone comes. */
    public enum Opening {
        /** In the store. The default. */
        STORED,
        /**
         * In its page's proof: opening and minting write nothing, and a code costs nothing until a phone uses it. Until
         * then the session is known only to who holds the proof; a host opens it once, and hands the proof to its page.
         * Needs {@link Safeguard#PAGE_PROOF}, {@link Reissue#OVERLAP}, a reuse window of 1 ms or more, and a retention
         * of 5 minutes or more, which is longer than the clocks of the nodes are apart.
         */
        UNSTORED
    }

    private HandoffPolicy(Values values) {
        this.values = values;
    }

    /** The defaults that each part names. */
    public static HandoffPolicy defaults() {
        return DEFAULTS;
    }

    /** How long after minting a token is accepted for consumption, default 5 minutes; 1 ms or more. */
    public Duration tokenLifetime() {
        return values.tokenLifetime;
    }

    /**
     * How long after minting the same token is handed out again, inclusive, default 60 seconds; 0 or more, at most the
     * token's lifetime.
     */
    public Duration reuseWindow() {
        return values.reuseWindow;
    }

    /** How long a session lasts where its opener names no end, default 60 minutes; 1 ms or more. */
    public Duration sessionLifetime() {
        return values.sessionLifetime;
    }

    /** The retryable failure with this number is final, default 3; 1 or more. */
    public int maxFailures() {
        return values.maxFailures;
    }

    /** What a newer attempt does to older tokens. */
    public Reissue reissue() {
        return values.reissue;
    }

    /** How long a device stays bound. */
    public BindingScope bindingScope() {
        return values.bindingScope;
    }

    /** Where a session is kept until its first phone comes. */
    public Opening opening() {
        return values.opening;
    }

    /** What is asked for beyond the code itself, default none. */
    public Set<Safeguard> safeguards() {
        return values.safeguards;
    }

    /**
     * How long after its end a session's record is kept from purging, so that late phones are told the true reason;
     * default 24 hours; 0 or more.
     */
    public Duration retention() {
        return values.retention;
    }

    /** With another token lifetime. */
    public HandoffPolicy withTokenLifetime(Duration lifetime) {
        Objects.requireNonNull(lifetime, "tokenLifetime");
        return with(copy -> copy.tokenLifetime = lifetime);
    }

    /** With another reuse window. */
    public HandoffPolicy withReuseWindow(Duration window) {
        Objects.requireNonNull(window, "reuseWindow");
        return with(copy -> copy.reuseWindow = window);
    }

    /** With another session lifetime. */
    public HandoffPolicy withSessionLifetime(Duration lifetime) {
        Objects.requireNonNull(lifetime, "sessionLifetime");
        return with(copy -> copy.sessionLifetime = lifetime);
    }

    /** With another number of failures. */
    public HandoffPolicy withMaxFailures(int failures) {
        return with(copy -> copy.maxFailures = failures);
    }

    /** With another choice for older tokens. */
    public HandoffPolicy withReissue(Reissue choice) {
        Objects.requireNonNull(choice, "reissue");
        return with(copy -> copy.reissue = choice);
    }

    /** With another choice for bound devices. */
    public HandoffPolicy withBindingScope(BindingScope choice) {
        Objects.requireNonNull(choice, "bindingScope");
        return with(copy -> copy.bindingScope = choice);
    }

    /** With another choice for sessions that no phone came to. */
    public HandoffPolicy withOpening(Opening choice) {
        Objects.requireNonNull(choice, "opening");
        return with(copy -> copy.opening = choice);
    }

    /** With these safeguards, and no others. */
    public HandoffPolicy withSafeguards(Safeguard... choices) {
        Set<Safeguard> safeguards = Set.of(choices);
        return with(copy -> copy.safeguards = safeguards);
    }

    /** With another retention. */
    public HandoffPolicy withRetention(Duration time) {
        Objects.requireNonNull(time, "retention");
        return with(copy -> copy.retention = time);
    }

    private HandoffPolicy with(Consumer<Values> change) {
        Values copy = values.copy();
        change.accept(copy);
        return new HandoffPolicy(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HandoffPolicy that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "HandoffPolicy" + parts();
    }

    private List<Object> parts() {
        return List.of(
                tokenLifetime(),
                reuseWindow(),
                sessionLifetime(),
                maxFailures(),
                reissue(),
                bindingScope(),
                opening(),
                safeguards(),
                retention());
    }

    boolean isUnstored() {
        return values.opening == Opening.UNSTORED;
    }

    boolean has(Safeguard safeguard) {
        return values.safeguards.contains(safeguard);
    }

    void validate(Instant now) {
        for (Duration duration : List.of(tokenLifetime(), reuseWindow(), sessionLifetime(), retention())) {
            require(duration.toNanosPart() % 1_000_000 == 0, "durations must be whole milliseconds");
        }
        require(isPositive(tokenLifetime()), "token lifetime must be 1 ms or more");
        require(isPositive(sessionLifetime()), "session lifetime must be 1 ms or more");
        require(!reuseWindow().isNegative(), "reuse window must not be negative");
        require(
                reuseWindow().compareTo(tokenLifetime()) <= 0,
                "reuse window must not be longer than the token lifetime");
        require(!retention().isNegative(), "retention must not be negative");
        require(
                has(Safeguard.PAGE_PROOF) || !has(Safeguard.MATCH_CODE),
                "a match code needs page proof: whoever knows the session id could pick");
        require(maxFailures() >= 1, "max failures must be 1 or more");
        if (isUnstored()) {
            require(has(Safeguard.PAGE_PROOF), "unstored sessions need page proof: the proof is the session");
            require(reissue() == Reissue.OVERLAP, "unstored sessions need reissue OVERLAP: nothing says what is newer");
            require(isPositive(reuseWindow()), "unstored sessions need a reuse window of 1 ms or more");
            require(
                    retention().compareTo(LONGEST_CLOCK_DIFFERENCE) >= 0,
                    "unstored sessions need a retention of 5 minutes or more: while the clocks of two nodes differ by"
                            + " more, a purged session could be consumed again");
        }
        require(
                retention().compareTo(Duration.between(Instant.EPOCH, StoredRecord.LATEST_END)) <= 0,
                "retention is too long");
        require(Limits.canHold(now), "the clock is outside the years 1970 to 2109, which attempt ids can hold");
        Duration left = Duration.between(now, StoredRecord.LATEST_END);
        require(sessionLifetime().compareTo(left) <= 0, "session lifetime reaches past the year 2109");
        require(tokenLifetime().compareTo(left) <= 0, "token lifetime reaches past the year 2109");
    }

    private static boolean isPositive(Duration duration) {
        return duration.compareTo(Duration.ofMillis(1)) >= 0;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
