package dev.handoff.internal.token;

import static dev.handoff.internal.session.Limits.INSTANT_BITS;

import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stood when a token was minted, in 64 characters. The attempt id of a fresh session holds the whole
 * session.
 *
 * <p>The layout is groups of ten base-62 characters that each hold up to 59 bits, and a last group of four characters
 * that holds 23 bits:
 *
 * <pre>
 * group 1   generation, bits 127 to 69
 * group 2   generation, bits 68 to 10
 * group 3   generation, bits 9 to 0, then 42 bits: issued
 * group 4   42 bits: token expiry
 * group 5   42 bits: end of session
 * group 6   24 bits: attempt number, 32 bits: version
 * group 7   16 bits: key, 1 bit: fresh, 3 bits: format
 * </pre>
 *
 * All other bits are zero; any other text is not an attempt id.
 *
 * @param fresh whether nothing had ever been consumed
 */
public record AttemptId(boolean fresh, Terms terms, long version, Attempt minted) {

    private static final String PREFIX = "va_";
    /** The length of every attempt id in characters. */
    public static final int LENGTH = PREFIX.length() + 64;

    private static final int FORMAT = 1;
    private static final int FRESH = 1 << 3;
    private static final int GROUP_WIDTH = 10;
    private static final long INSTANT_MASK = (1L << INSTANT_BITS) - 1;
    /** The number of bits that may be set in each group. */
    private static final int[] USED_BITS = {59, 59, 10 + INSTANT_BITS, INSTANT_BITS, INSTANT_BITS, 24 + 32, 16 + 1 + 3};

    /**
     * Returns the id of the attempt that was minted last.
     *
     * @throws NullPointerException if nothing was minted yet
     */
    public static AttemptId of(Session session) {
        return new AttemptId(
                session.isFresh(),
                session.terms(),
                session.version(),
                Objects.requireNonNull(session.latest(), "nothing was minted"));
    }

    /** Returns the session of this id, as it stands if nothing was written since; only if {@link #fresh()}. */
    public Session freshSession() {
        return Session.fresh(terms, version, minted);
    }

    /** Returns the id as text. */
    public String encode() {
        long high = HexFormat.fromHexDigitsToLong(terms.generation(), 0, 16);
        long low = HexFormat.fromHexDigitsToLong(terms.generation(), 16, 32);
        byte[] out = new byte[LENGTH];
        out[0] = 'v';
        out[1] = 'a';
        out[2] = '_';
        writeGroup(out, 0, high >>> 5);
        writeGroup(out, 1, ((high & 0x1F) << 54) | (low >>> 10));
        writeGroup(out, 2, ((low & 0x3FF) << INSTANT_BITS) | minted.issuedAt().toEpochMilli());
        writeGroup(out, 3, minted.expiresAt().toEpochMilli());
        writeGroup(out, 4, terms.endsAt().toEpochMilli());
        writeGroup(out, 5, ((long) minted.number() << 32) | version);
        writeGroup(out, 6, ((long) terms.keyId() << 4) | (fresh ? FRESH : 0) | FORMAT);
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    /** Returns the content of this text, or null if the text is not an attempt id. */
    public static @Nullable Unproven parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return null;
        }
        long[] groups = new long[USED_BITS.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = Base62.parse(text, startOf(i), endOf(i));
            // -1, which stands for a malformed group, has every bit set and is refused here, too
            if (groups[i] >>> USED_BITS[i] != 0) {
                return null;
            }
        }
        boolean hasNumber = groups[5] >>> 32 != 0;
        boolean hasVersion = (groups[5] & Limits.MAX_VERSION) != 0;
        return hasNumber && hasVersion && (groups[6] & 0x7) == FORMAT ? new Unproven(groups) : null;
    }

    /** A well-formed attempt id that is not verified. Only its key id may be used, to check its token. */
    public static final class Unproven {

        private final long[] groups;

        private Unproven(long[] groups) {
            this.groups = groups;
        }

        /** Returns the id of the key that this attempt id names. */
        public int keyId() {
            return (int) (groups[6] >>> 4);
        }

        /** Returns the content; only if the token proved authentic. */
        public AttemptId proven() {
            long high = (groups[0] << 5) | (groups[1] >>> 54);
            long low = (groups[1] << 10) | (groups[2] >>> INSTANT_BITS);
            HexFormat hex = HexFormat.of();
            return new AttemptId(
                    (groups[6] & FRESH) != 0,
                    new Terms(hex.toHexDigits(high) + hex.toHexDigits(low), keyId(), instant(groups[4])),
                    groups[5] & Limits.MAX_VERSION,
                    new Attempt((int) (groups[5] >>> 32), instant(groups[2]), instant(groups[3])));
        }
    }

    /** Omits the generation, because an attempt id must not be logged. */
    @Override
    public String toString() {
        return "AttemptId[number=" + minted.number() + "]";
    }

    private static void writeGroup(byte[] out, int group, long value) {
        Base62.write(out, startOf(group), endOf(group) - startOf(group), value);
    }

    private static int startOf(int group) {
        return PREFIX.length() + group * GROUP_WIDTH;
    }

    private static int endOf(int group) {
        return Math.min(startOf(group) + GROUP_WIDTH, LENGTH);
    }

    private static Instant instant(long bits) {
        return Instant.ofEpochMilli(bits & INSTANT_MASK);
    }
}
