package dev.handoff.verifyweb;

import dev.handoff.Safeguard;
import dev.handoff.testkit.adversary.TransportAdversary;
import dev.handoff.testkit.adversary.TransportUnderTest;

/** The testkit's attacks on the demo with unstored sessions and every safeguard. */
class UnstoredAdversaryTest extends TransportAdversary {

    @Override
    protected TransportUnderTest createTransport() {
        return new AdversaryWiring("unstored", Safeguard.values());
    }
}
