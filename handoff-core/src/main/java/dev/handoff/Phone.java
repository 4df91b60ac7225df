package dev.handoff;

import dev.handoff.internal.token.AttemptId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An authentic attempt, and the device that presented it. The device hash can be costly, so it is computed once, when a
 * rule first compares or stores it. For one thread.
 */
final class Phone {

    private final AttemptId attempt;
    private final Supplier<String> hashing;
    private final LongPredicate proving;
    private final Map<Long, Boolean> proven = new HashMap<>(2);
    private @Nullable String deviceHash;

    /**
     * Makes a phone.
     *
     * @param hashing computes the device hash
     * @param proving checks whether the device proved possession for the connection of this number
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

    /**
     * Checks whether the device signed the challenge for the connection of this number. The check is costly, so it is
     * made once for each connection.
     */
    boolean hasProvenPossession(long connection) {
        return proven.computeIfAbsent(connection, proving::test);
    }
}
