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
 * The durations, limits and choices of a service. Immutable: each {@code with…} method returns a changed copy, and
 * throws {@link NullPointerException} for null. {@link HandoffServiceBuilder#build()} checks the values and throws
 * {@link IllegalArgumentException}. Durations must be whole milliseconds.
 */
public final class HandoffPolicy {

    private static final Duration LONGEST_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private static final HandoffPolicy DEFAULTS = new HandoffPolicy(new Values());

    private final Values values;

    /** Is not changed any more once a policy holds it. */
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

    /** What a newer attempt does to older tokens while none of them is consumed. */
    public enum Reissue {
        /** Older tokens stay valid until they expire: a code that is still on a screen still works. The default. */
        OVERLAP,
        /** Older tokens are refused. */
        SUPERSEDE
    }

    /** How long a device stays bound. */
    public enum BindingScope {
        /** For the whole session, through every retry. The default. */
        SESSION,
        /** For one attempt: after a retryable failure, another device may consume the next attempt. */
        ATTEMPT
    }

    /** Where a session is kept until its first phone comes. */
    public enum Opening {
        /** In the store. The default. */
        STORED,
        /**
         * In the page proof: opening and minting write nothing, and a code costs no row until a phone consumes it.
         * Until then, only the holder of the proof can see the session. The host opens the session once, and gives the
         * proof to the page. Requires {@link Safeguard#PAGE_PROOF}, {@link Reissue#OVERLAP}, a reuse window of 1 ms or
         * more, and a {@link HandoffPolicy#retention} of 5 minutes or more.
         */
        UNSTORED
    }

    private HandoffPolicy(Values values) {
        this.values = values;
    }

    /** Returns the default policy: each method below names the default of its value. */
    public static HandoffPolicy defaults() {
        return DEFAULTS;
    }

    /** Returns how long after minting a token can be consumed; default 5 minutes, 1 ms or more. */
    public Duration tokenLifetime() {
        return values.tokenLifetime;
    }

    /**
     * Returns how long after minting the same token is handed out again, inclusive; default 60 seconds, 0 or more, at
     * most the token lifetime.
     */
    public Duration reuseWindow() {
        return values.reuseWindow;
    }

    /** Returns how long a session lasts if the host names no end; default 60 minutes, 1 ms or more. */
    public Duration sessionLifetime() {
        return values.sessionLifetime;
    }

    /** Returns the number of the retryable failure that is final; default 3, 1 or more. */
    public int maxFailures() {
        return values.maxFailures;
    }

    /** Returns what a newer attempt does to older tokens; default {@link Reissue#OVERLAP}. */
    public Reissue reissue() {
        return values.reissue;
    }

    /** Returns how long a device stays bound; default {@link BindingScope#SESSION}. */
    public BindingScope bindingScope() {
        return values.bindingScope;
    }

    /** Returns where a session is kept until its first phone comes; default {@link Opening#STORED}. */
    public Opening opening() {
        return values.opening;
    }

    /** Returns the safeguards, as an unmodifiable set; default empty. */
    public Set<Safeguard> safeguards() {
        return values.safeguards;
    }

    /**
     * Returns how long after the session's end its record is kept, so that late phones receive the true reason; default
     * 24 hours, 0 or more. {@link HandoffService#purge} deletes older records.
     *
     * <p>Choose more than the difference between the clocks of two nodes. Otherwise the node whose clock is ahead can
     * delete a session that is still open by the clock of the other node. For a stored session, phones then receive
     * {@link Refusal#SESSION_NOT_FOUND}; a second phone can't get in. For an unstored session, whose code needs no
     * record, a second phone could get in. This is why only {@link Opening#UNSTORED} refuses less than 5 minutes.
     */
    public Duration retention() {
        return values.retention;
    }

    /** Returns a copy with this token lifetime. */
    public HandoffPolicy withTokenLifetime(Duration lifetime) {
        Objects.requireNonNull(lifetime, "tokenLifetime");
        return with(copy -> copy.tokenLifetime = lifetime);
    }

    /** Returns a copy with this reuse window. */
    public HandoffPolicy withReuseWindow(Duration window) {
        Objects.requireNonNull(window, "reuseWindow");
        return with(copy -> copy.reuseWindow = window);
    }

    /** Returns a copy with this session lifetime. */
    public HandoffPolicy withSessionLifetime(Duration lifetime) {
        Objects.requireNonNull(lifetime, "sessionLifetime");
        return with(copy -> copy.sessionLifetime = lifetime);
    }

    /** Returns a copy with this number of failures. */
    public HandoffPolicy withMaxFailures(int failures) {
        return with(copy -> copy.maxFailures = failures);
    }

    /** Returns a copy with this choice for older tokens. */
    public HandoffPolicy withReissue(Reissue choice) {
        Objects.requireNonNull(choice, "reissue");
        return with(copy -> copy.reissue = choice);
    }

    /** Returns a copy with this choice for bound devices. */
    public HandoffPolicy withBindingScope(BindingScope choice) {
        Objects.requireNonNull(choice, "bindingScope");
        return with(copy -> copy.bindingScope = choice);
    }

    /** Returns a copy with this choice for sessions to which no phone came yet. */
    public HandoffPolicy withOpening(Opening choice) {
        Objects.requireNonNull(choice, "opening");
        return with(copy -> copy.opening = choice);
    }

    /**
     * Returns a copy with these safeguards and no others.
     *
     * @throws IllegalArgumentException if a safeguard is named twice
     */
    public HandoffPolicy withSafeguards(Safeguard... choices) {
        Set<Safeguard> safeguards = Set.of(choices);
        return with(copy -> copy.safeguards = safeguards);
    }

    /** Returns a copy with this retention. */
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
                "a match code needs page proof: without page proof, anyone who knows the session id could pick");
        require(maxFailures() >= 1, "max failures must be 1 or more");
        if (isUnstored()) {
            require(
                    has(Safeguard.PAGE_PROOF),
                    "unstored sessions need page proof: without a record, only the proof holds the session");
            require(
                    reissue() == Reissue.OVERLAP,
                    "unstored sessions need reissue OVERLAP: without a record, no attempt is known to be older");
            require(isPositive(reuseWindow()), "unstored sessions need a reuse window of 1 ms or more");
            require(
                    retention().compareTo(LONGEST_CLOCK_DIFFERENCE) >= 0,
                    "unstored sessions need a retention of 5 minutes or more: while the clocks of two nodes differ by"
                            + " more, a purged session could be consumed again");
        }
        require(
                retention().compareTo(Duration.between(Instant.EPOCH, StoredRecord.LATEST_END)) <= 0,
                "retention must not be longer than the time from 1970 to 2109");
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
