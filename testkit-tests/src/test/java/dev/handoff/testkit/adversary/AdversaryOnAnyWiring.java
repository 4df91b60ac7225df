package dev.handoff.testkit.adversary;

import java.util.function.Supplier;

/** The adversary on a wiring that a test sets. Its name is not that of a test, so that Surefire does not run it. */
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
