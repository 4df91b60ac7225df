package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * How often may be done what costs room or invites guessing: so many at once, then one each interval, for each name
 * (GCRA, ITU-T I.371), in the same room whoever asks. The answer to an authentic credential is never counted.
 */
final class Limits {
    /** The longest interval below: by then each limit allows at least one more. */
    static final long RETRY_AFTER_SECONDS = 5;

    private static final int PLACES = 1 << 17;
    private static final Set<Refusal> WRONG_CREDENTIALS =
            Set.of(Refusal.HELLO_AUTH_REQUIRED, Refusal.HANDOFF_TOKEN_INVALID, Refusal.PAGE_PROOF_REQUIRED);

    private final boolean areOn;
    private final LongSupplier millis;
    private final String salt = HandoffService.randomSessionId();
    private final Map<Limit, long[]> freeAt = new HashMap<>();

    /** What is limited. */
    record Limit(String what, int burst, long intervalMillis) {
        static final Limit OPENING_BY_ADDRESS = new Limit("opening", 200, 200);
        static final Limit MINTING_BY_SESSION = new Limit("minting", 100, 1000);
        static final Limit WRONG_CREDENTIALS_BY_ADDRESS = new Limit("credentials", 100, 1000);
        static final Limit WRONG_CANCEL_TOKENS_BY_SESSION = new Limit("cancel tokens", 20, 5000);
    }

    /** @param millis a clock that is never set back */
    Limits(boolean areOn, LongSupplier millis) {
        this.areOn = areOn;
        this.millis = millis;
    }

    /** Counts one more; throws, and does not count, if that is one too many. */
    synchronized void count(Limit limit, String name) {
        // two names may share a place, but nobody can choose which
        int place = ByteBuffer.wrap(DigestUtils.sha256(salt + name)).getInt() & (PLACES - 1);
        long now = millis.getAsLong();
        long[] places = freeAt.computeIfAbsent(limit, each -> new long[PLACES]);
        long next = Math.max(places[place], now) + limit.intervalMillis;
        if (areOn && next - now > limit.burst * limit.intervalMillis) {
            throw ApiException.of(429);
        }
        places[place] = next;
    }

    /**
     * What was asked for; throws if it is refused. Only who brings wrong credentials is counted: nobody else is kept
     * out, and every answer to others is the true one.
     */
    <T> T authentic(Result<T> result, String address) {
        if (result.refusal().filter(WRONG_CREDENTIALS::contains).isPresent()) {
            count(Limit.WRONG_CREDENTIALS_BY_ADDRESS, address);
        }
        return ApiException.orThrow(result);
    }
}
