package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Limits calls that cost memory or could be used for guessing: per name a burst, then one call each interval (GCRA,
 * ITU-T I.371). Names share a fixed amount of memory. Calls with right credentials are not counted.
 */
final class Limits {
    static final long RETRY_AFTER_SECONDS = 5; // the longest interval: after it, every limit allows one more call
    private static final int PLACES = 1 << 17;
    private static final Set<Refusal> WRONG_CREDENTIALS =
            Set.of(Refusal.HELLO_AUTH_REQUIRED, Refusal.HANDOFF_TOKEN_INVALID, Refusal.PAGE_PROOF_REQUIRED);

    private final boolean areOn;
    private final LongSupplier millis; // a clock that never goes back
    private final String salt = HandoffService.randomSessionId();
    private final Map<Limit, long[]> freeAt = new EnumMap<>(Limit.class);

    enum Limit {
        OPENING_BY_ADDRESS(200, 200),
        MINTING_BY_SESSION(100, 1000),
        WRONG_CREDENTIALS_BY_ADDRESS(100, 1000),
        WRONG_CANCEL_TOKENS_BY_SESSION(20, 5000);

        private final int burst;
        private final long intervalMillis;

        Limit(int burst, long intervalMillis) {
            this.burst = burst;
            this.intervalMillis = intervalMillis;
        }
    }

    Limits(boolean areOn, LongSupplier millis) {
        this.areOn = areOn;
        this.millis = millis;
    }

    /** Counts a call; throws and does not count it if the limit is reached. */
    synchronized void count(Limit limit, String name) {
        // two names may share a place, but the salt keeps a caller from choosing which
        int place = ByteBuffer.wrap(DigestUtils.sha256(salt + name)).getInt() & (PLACES - 1);
        long now = millis.getAsLong();
        long[] places = freeAt.computeIfAbsent(limit, each -> new long[PLACES]);
        long next = Math.max(places[place], now) + limit.intervalMillis;
        if (areOn && next - now > limit.burst * limit.intervalMillis) {
            throw ApiException.of(429);
        }
        places[place] = next;
    }

    /** Returns the result's value, or throws its refusal; counts the call if a credential was wrong. */
    <T> T authentic(Result<T> result, String address) {
        if (result.refusal().filter(WRONG_CREDENTIALS::contains).isPresent()) {
            count(Limit.WRONG_CREDENTIALS_BY_ADDRESS, address);
        }
        return ApiException.orThrow(result);
    }
}
