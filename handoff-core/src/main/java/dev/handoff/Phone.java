package dev.handoff;

import dev.handoff.internal.token.AttemptId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An authentic attempt, and the device that presented it. The device's hash can be costly, so it is computed when a
 * rule first compares or stores it, and once. For one thread.
 */
final class Phone {

    private final AttemptId attempt;
    private final Supplier<String> hashing;
    private @Nullable String deviceHash;

    Phone(AttemptId attempt, Supplier<String> hashing) {
        this.attempt = attempt;
        this.hashing = hashing;
    }

    AttemptId attempt() {
        return attempt;
    }

    String deviceHash() {
        String hash = deviceHash;
        if (hash == null) {
            hash = hashing.get();
            deviceHash = hash;
        }
        return hash;
    }
}
