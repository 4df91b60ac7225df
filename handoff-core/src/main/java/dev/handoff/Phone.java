package dev.handoff;

import dev.handoff.internal.token.AttemptId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An authentic attempt, and the device that presented it. The device's hash can be costly, so it is computed when a
 * rule first compares or stores it, and once. For one thread.
 */
final class Phone {

    private final AttemptId attempt;
    private final Supplier<String> hashing;
    private final LongPredicate proving;
    private final Map<Long, Boolean> proven = new HashMap<>(2);
    private @Nullable String deviceHash;

    /**
     * @param hashing gives the device's hash
     * @param proving whether the device proved that it may have the connection of this number
     */
    Phone(AttemptId attempt, Supplier<String> hashing, LongPredicate proving) {
        this.attempt = attempt;
        this.hashing = hashing;
        this.proving = proving;
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

    /** Whether the device signed the challenge for the connection of this number. Costly, so it is found out once. */
    boolean hasProvenPossession(long connection) {
        return proven.computeIfAbsent(connection, proving::test);
    }
}
