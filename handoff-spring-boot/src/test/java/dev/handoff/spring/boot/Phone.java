package dev.handoff.spring.boot;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Result;
import java.util.UUID;

/** A phone with a random device id. */
final class Phone {

    private final String deviceId = "device-" + UUID.randomUUID();

    Result<Binding> hello(HandoffService handoffs, Handoff scanned) {
        return handoffs.consume(
                scanned.sessionId(),
                new PhoneCredentials(
                        scanned.attemptId().reveal(), scanned.token().reveal(), deviceId));
    }
}
