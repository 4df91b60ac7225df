package dev.handoff.testkit.adversary;

import java.util.function.Supplier;

/** The adversary on a wiring that a test has set. Not named as tests are, so that no run picks it up by itself. */
class AdversaryOnAnyWiring extends TransportAdversary {

    private static volatile Supplier<TransportUnderTest> subject;

    static void setSubject(Supplier<TransportUnderTest> wiring) {
        subject = wiring;
    }

    @Override
    protected TransportUnderTest createTransport() {
        return subject.get();
    }

    @Override
    protected int crowd() {
        return BrokenReplies.CROWD;
    }

    @Override
    protected int rounds() {
        return 2;
    }

    @Override
    protected int flood() {
        return 20;
    }
}
