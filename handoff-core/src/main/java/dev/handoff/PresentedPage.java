package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MatchCode;
import dev.handoff.internal.keys.SessionKeys;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import org.jspecify.annotations.Nullable;

/**
 * A page as it came from the network: everything may be missing or wrong.
 *
 * @param ring where the session's key is, unless it has left: then nothing can be proven any more
 */
record PresentedPage(
        KeyRing ring,
        Call call,
        @Nullable String proof,
        @Nullable String choice) implements Page {

    @Override
    public boolean isProven(HandoffRecord record) {
        SessionKeys keys = ring.find(record.terms().keyId());
        return proof != null
                && keys != null
                && keys.isPageProof(call.encodedId(), record.stamp().generation(), proof);
    }

    @Override
    public boolean hasPickedTheMatch(HandoffRecord record) {
        SessionKeys keys = ring.find(record.terms().keyId());
        Claim claim = record.claim();
        return choice != null
                && keys != null
                && claim != null
                && matchCode(keys, call.encodedId(), record, claim).code().equals(choice);
    }

    static MatchCode matchCode(SessionKeys keys, byte[] sessionId, HandoffRecord record, Claim claim) {
        return keys.matchCode(sessionId, record.stamp().generation(), claim.attempt(), claim.deviceHash());
    }

    /** Without what was presented. */
    @Override
    public String toString() {
        return "PresentedPage[secret]";
    }
}
