package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.SessionKeyHash;
import dev.handoff.internal.session.Limits;
import dev.handoff.spi.TokenStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The parts of a service.
 *
 * @param usesShortcut whether the first consumption may write without a read. It may not if hashing a device id can be
 *     costly, so that a code of a session that is over costs a read and no hash
 */
record ServiceParts(
        TokenStore store,
        KeyRing ring,
        RecordSeal seal,
        SessionKeyHash sessionKeys,
        HandoffPolicy policy,
        Rules rules,
        Authenticator authenticator,
        boolean usesShortcut,
        InstantSource clock,
        SecureRandom random,
        Notifier notifier) {

    /** Returns how sessions begin. */
    Openings openings() {
        return new Openings(policy);
    }

    /** Returns the sessions of the store. */
    SealedStore sessions() {
        return new SealedStore(store, seal, notifier);
    }

    /** Returns a new moment for a call. */
    Moment moment() {
        return new Moment(now(), random);
    }

    /**
     * Returns the time of the clock in whole milliseconds.
     *
     * @throws IllegalStateException if the clock is outside what attempt ids can hold
     */
    Instant now() {
        Instant now = clock.instant();
        if (!Limits.canHold(now)) {
            throw new IllegalStateException("the clock is outside the years 1970 to 2109, which attempt ids can hold");
        }
        return Instant.ofEpochMilli(now.toEpochMilli());
    }

    /** Returns a copy with another store and another notifier. */
    ServiceParts with(TokenStore otherStore, Notifier otherNotifier) {
        return new ServiceParts(
                otherStore,
                ring,
                seal,
                sessionKeys,
                policy,
                rules,
                authenticator,
                usesShortcut,
                clock,
                random,
                otherNotifier);
    }
}
