package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
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

    private final boolean areOn;
    private final LongSupplier millis;
    private final String salt = HandoffService.randomSessionId();
    private final long[] freeAt = new long[PLACES];

    /** What is limited. */
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

    /** @param millis a clock that is never set back */
    Limits(boolean areOn, LongSupplier millis) {
        this.areOn = areOn;
        this.millis = millis;
    }

    /** Counts one more; throws, and does not count, if that is one too many. */
    synchronized void count(Limit limit, String name) {
        // two names may share a place, but nobody can choose which
        int place = ByteBuffer.wrap(DigestUtils.sha256(salt + limit + name)).getInt() & (PLACES - 1);
        long now = millis.getAsLong();
        long next = Math.max(freeAt[place], now) + limit.intervalMillis;
        if (areOn && next - now > limit.burst * limit.intervalMillis) {
            throw ApiException.of(429);
        }
        freeAt[place] = next;
    }

    /** Of IPv6 the first half, since one customer has all addresses that begin so. */
    static String nameOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
