package dev.handoff.benchmarks;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;

/** The calls of phones. */
final class Phones {

    private static final String DEVICE = "0123456789abcdef0123456789abcdef";

    private Phones() {}

    /** Says hello for a phone that scanned this code. */
    static Binding consume(HandoffService handoffs, Handoff code) {
        PhoneCredentials credentials =
                new PhoneCredentials(code.attemptId().reveal(), code.token().reveal(), DEVICE);
        return handoffs.consume(code.sessionId(), credentials).orElseThrow();
    }
}
