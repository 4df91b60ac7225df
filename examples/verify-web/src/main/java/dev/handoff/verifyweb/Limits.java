package dev.handoff.verifyweb;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How often may be done what costs room or invites guessing. The answer to an authentic credential is never counted.
 * Runs on a clock of milliseconds that is never set back.
 */
final class Limits {
    /** The longest interval below: by then each limit allows at least one more. */
    static final long RETRY_AFTER_SECONDS = 5;

    final Limit openingByAddress;
    final Limit mintingBySession;
    final Limit wrongCredentialsByAddress;
    final Limit wrongCancelTokensBySession;

    Limits(boolean areOn, LongSupplier clock) {
        openingByAddress = new Limit(areOn, 200, Duration.ofMillis(200), clock);
        mintingBySession = new Limit(areOn, 100, Duration.ofSeconds(1), clock);
        wrongCredentialsByAddress = new Limit(areOn, 100, Duration.ofSeconds(1), clock);
        wrongCancelTokensBySession = new Limit(areOn, 20, Duration.ofSeconds(5), clock);
    }

    /** Of IPv6 the first half, since one customer has all addresses that begin so. */
    static String nameOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    /** So many at once, then one each interval, for each name (GCRA, ITU-T I.371), in the same room whoever asks. */
    static final class Limit {
        private static final int PLACES = 1 << 15;

        private final boolean isOn;
        private final long intervalMillis;
        private final long burstMillis;
        private final LongSupplier clock;
        private final String salt = Secrets.newToken();
        private final AtomicLongArray freeAt = new AtomicLongArray(PLACES);

        Limit(boolean isOn, int burst, Duration interval, LongSupplier clock) {
            this.isOn = isOn;
            this.intervalMillis = interval.toMillis();
            this.burstMillis = burst * intervalMillis;
            this.clock = clock;
        }

        /** Counts one more; throws, and does not count, if that is one too many. */
        void count(String name) {
            // two names may share a place, but nobody can choose which
            int place = ByteBuffer.wrap(Secrets.digest(salt + name)).getInt() & (PLACES - 1);
            long now = clock.getAsLong();
            long before;
            long after;
            do {
                before = freeAt.get(place);
                after = Math.max(before, now) + intervalMillis;
                if (isOn && after - now > burstMillis) {
                    throw ApiException.of(429);
                }
            } while (!freeAt.compareAndSet(place, before, after));
        }
    }
}
