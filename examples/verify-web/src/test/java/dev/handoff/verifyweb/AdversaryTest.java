package dev.handoff.verifyweb;

import dev.handoff.testkit.adversary.TransportAdversary;
import dev.handoff.testkit.adversary.TransportUnderTest;

/** The testkit's attacks on the demo as it starts by itself. */
class AdversaryTest extends TransportAdversary {

    @Override
    protected TransportUnderTest createTransport() {
        return new AdversaryWiring();
    }
}
