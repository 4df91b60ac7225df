package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.SessionKeyHash;
import dev.handoff.internal.session.Limits;
import dev.handoff.spi.TokenStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a service is made of.
 *
 * @param usesShortcut whether the first consumption may write without reading; not where hashing a device id may be
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

    /** How sessions begin. */
    Openings openings() {
        return new Openings(policy);
    }

    /** What the store keeps, as far as it can be believed. */
    SealedStore sessions() {
        return new SealedStore(store, seal, notifier);
    }

    /** This moment, for a call. */
    Moment moment() {
        return new Moment(now(), random);
    }

    /**
     * This moment in whole milliseconds.
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

    /** The same over another store, with other listeners. */
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
