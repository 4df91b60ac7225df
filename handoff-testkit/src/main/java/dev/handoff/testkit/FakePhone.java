package dev.handoff.testkit;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Result;
import java.util.UUID;

/** A phone: has a device id of its own and says hello with what it scanned. Thread-safe. */
public final class FakePhone {

    private final String deviceId;

    /** A phone unlike any other. */
    public FakePhone() {
        this("device-" + UUID.randomUUID());
    }

    /** A phone with this device id. */
    public FakePhone(String deviceId) {
        this.deviceId = deviceId;
    }

    /** Says hello with a scanned code. */
    public Result<Binding> hello(HandoffService handoffs, Handoff scanned) {
        return handoffs.consume(scanned.sessionId(), credentials(scanned));
    }

    /** Comes back with a scanned code. */
    public Result<Binding> resume(HandoffService handoffs, Handoff scanned) {
        return handoffs.resume(scanned.sessionId(), credentials(scanned));
    }

    /** What this phone presents with a scanned code. */
    public PhoneCredentials credentials(Handoff scanned) {
        return new PhoneCredentials(
                scanned.attemptId().reveal(), scanned.token().reveal(), deviceId);
    }

    /** The device id, for searching what must not hold it. */
    public String deviceId() {
        return deviceId;
    }
}
