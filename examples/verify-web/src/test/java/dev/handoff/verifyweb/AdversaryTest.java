package dev.handoff.verifyweb;

import dev.handoff.testkit.adversary.TransportAdversary;
import dev.handoff.testkit.adversary.TransportUnderTest;

/** The testkit's attacks on the demo with its default settings. */
class AdversaryTest extends TransportAdversary {

    @Override
    protected TransportUnderTest createTransport() {
        return new AdversaryWiring();
    }
}
