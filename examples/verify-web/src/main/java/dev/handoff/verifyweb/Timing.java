package dev.handoff.verifyweb;

import java.time.Duration;

/**
 * What the server does when, by the real clock.
 *
 * @param helloWithin how long a phone may take to its first message
 * @param betweenLooksForWaiters the pause between looks at what other instances did to sessions that are waited for
 * @param betweenLooksForPhones the pause between looks at what other instances did to sessions of connected phones
 * @param betweenPurges the pause between purges
 */
record Timing(
        Duration helloWithin, Duration betweenLooksForWaiters, Duration betweenLooksForPhones, Duration betweenPurges) {

    /** As the contract demands: who waits hears within a second, a phone within two. */
    static final Timing OF_CONTRACT =
            new Timing(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofHours(1));
}
