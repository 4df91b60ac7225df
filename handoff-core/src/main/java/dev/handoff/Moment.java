package dev.handoff;

import dev.handoff.internal.session.Limits;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The moment of a call, and the nonce that makes the call different from every other call of that millisecond. For one
 * thread.
 *
 * <p>The nonce is unique and need not be secret. It is drawn when a rule first writes it.
 */
final class Moment {

    private final Instant now;
    private final SecureRandom random;
    private @Nullable String nonce;

    Moment(Instant now, SecureRandom random) {
        this.now = now;
        this.random = random;
    }

    /** Returns the moment in whole milliseconds. */
    Instant now() {
        return now;
    }

    /** Returns the nonce, which is the same in every round of the call. */
    String nonce() {
        String drawn = nonce;
        if (drawn == null) {
            drawn = hex(random, Limits.NONCE_LENGTH);
            nonce = drawn;
        }
        return drawn;
    }

    /** Returns this many random lower-case hexadecimal characters. */
    static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
