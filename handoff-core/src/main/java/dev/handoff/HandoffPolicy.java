package dev.handoff;

import dev.handoff.spi.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The numbers and choices of a service. Immutable: each {@code with…} gives a changed copy. Mistakes are reported by
 * {@link HandoffServiceBuilder#build()}.
 *
 * @param tokenLifetime how long after minting a token is accepted for consumption, default 5 minutes; 1 ms or more
 * @param reuseWindow how long after minting the same token is handed out again, inclusive, default 60 seconds; 0 or
 *     more, at most the token's lifetime
 * @param sessionLifetime how long a session lasts where its opener names no end, default 60 minutes; 1 ms or more
 * @param maxFailures the retryable failure with this number is final, default 3; 1 or more
 * @param reissue what a newer attempt does to older tokens
 * @param bindingScope how long a device stays bound
 * @param safeguards what is asked for beyond the code itself, default none
 * @param retention how long after its end a session's record is kept from purging, so that late phones are told the
 *     true reason; default 24 hours; 0 or more
 */
public record HandoffPolicy(
        Duration tokenLifetime,
        Duration reuseWindow,
        Duration sessionLifetime,
        int maxFailures,
        Reissue reissue,
        BindingScope bindingScope,
        Set<Safeguard> safeguards,
        Duration retention) {

    private static final HandoffPolicy DEFAULTS = new HandoffPolicy(
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofMinutes(60),
            3,
            Reissue.OVERLAP,
            BindingScope.SESSION,
            Set.of(),
            Duration.ofHours(24));

    public HandoffPolicy {
        Objects.requireNonNull(tokenLifetime, "tokenLifetime");
        Objects.requireNonNull(reuseWindow, "reuseWindow");
        Objects.requireNonNull(sessionLifetime, "sessionLifetime");
        Objects.requireNonNull(reissue, "reissue");
        Objects.requireNonNull(bindingScope, "bindingScope");
        safeguards = Set.copyOf(safeguards);
        Objects.requireNonNull(retention, "retention");
    }

    /** The defaults that each parameter names. */
    public static HandoffPolicy defaults() {
        return DEFAULTS;
    }

    /** With another token lifetime. */
    public HandoffPolicy withTokenLifetime(Duration lifetime) {
        return new HandoffPolicy(
                lifetime, reuseWindow, sessionLifetime, maxFailures, reissue, bindingScope, safeguards, retention);
    }

    /** With another reuse window. */
    public HandoffPolicy withReuseWindow(Duration window) {
        return new HandoffPolicy(
                tokenLifetime, window, sessionLifetime, maxFailures, reissue, bindingScope, safeguards, retention);
    }

    /** With another session lifetime. */
    public HandoffPolicy withSessionLifetime(Duration lifetime) {
        return new HandoffPolicy(
                tokenLifetime, reuseWindow, lifetime, maxFailures, reissue, bindingScope, safeguards, retention);
    }

    /** With another number of failures. */
    public HandoffPolicy withMaxFailures(int failures) {
        return new HandoffPolicy(
                tokenLifetime, reuseWindow, sessionLifetime, failures, reissue, bindingScope, safeguards, retention);
    }

    /** With another choice for older tokens. */
    public HandoffPolicy withReissue(Reissue choice) {
        return new HandoffPolicy(
                tokenLifetime, reuseWindow, sessionLifetime, maxFailures, choice, bindingScope, safeguards, retention);
    }

    /** With another choice for bound devices. */
    public HandoffPolicy withBindingScope(BindingScope choice) {
        return new HandoffPolicy(
                tokenLifetime, reuseWindow, sessionLifetime, maxFailures, reissue, choice, safeguards, retention);
    }

    /** With these safeguards, and no others. */
    public HandoffPolicy withSafeguards(Safeguard... choices) {
        return new HandoffPolicy(
                tokenLifetime,
                reuseWindow,
                sessionLifetime,
                maxFailures,
                reissue,
                bindingScope,
                Set.of(choices),
                retention);
    }

    /** With another retention. */
    public HandoffPolicy withRetention(Duration time) {
        return new HandoffPolicy(
                tokenLifetime, reuseWindow, sessionLifetime, maxFailures, reissue, bindingScope, safeguards, time);
    }

    boolean has(Safeguard safeguard) {
        return safeguards.contains(safeguard);
    }

    void validate(Instant now) {
        for (Duration duration : List.of(tokenLifetime, reuseWindow, sessionLifetime, retention)) {
            require(duration.toNanosPart() % 1_000_000 == 0, "durations must be whole milliseconds");
        }
        require(isPositive(tokenLifetime), "token lifetime must be 1 ms or more");
        require(isPositive(sessionLifetime), "session lifetime must be 1 ms or more");
        require(!reuseWindow.isNegative(), "reuse window must not be negative");
        require(reuseWindow.compareTo(tokenLifetime) <= 0, "reuse window must not be longer than the token lifetime");
        require(!retention.isNegative(), "retention must not be negative");
        require(
                has(Safeguard.PAGE_PROOF) || !has(Safeguard.MATCH_CODE),
                "a match code needs page proof: whoever knows the session id could pick");
        require(maxFailures >= 1, "max failures must be 1 or more");
        require(retention.compareTo(Duration.between(Instant.EPOCH, Limits.LATEST)) <= 0, "retention is too long");
        require(Limits.canHold(now), "the clock is outside the years 1970 to 2109, which attempt ids can hold");
        Duration left = Duration.between(now, Limits.LATEST);
        require(sessionLifetime.compareTo(left) <= 0, "session lifetime reaches past the year 2109");
        require(tokenLifetime.compareTo(left) <= 0, "token lifetime reaches past the year 2109");
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
