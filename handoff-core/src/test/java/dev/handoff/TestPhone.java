package dev.handoff;

import java.util.UUID;

/** A phone with a random device id. */
final class TestPhone {

    private final String deviceId = "device-" + UUID.randomUUID();

    Result<Binding> hello(HandoffService handoffs, Handoff scanned) {
        return handoffs.consume(scanned.sessionId(), credentials(scanned));
    }

    Result<Binding> resume(HandoffService handoffs, Handoff scanned) {
        return handoffs.resume(scanned.sessionId(), credentials(scanned));
    }

    PhoneCredentials credentials(Handoff scanned) {
        return new PhoneCredentials(
                scanned.attemptId().reveal(), scanned.token().reveal(), deviceId);
    }

    String deviceId() {
        return deviceId;
    }
}
