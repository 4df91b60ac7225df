package dev.handoff.spi;

/**
 * Who consumed, and what. Present from the first consumption on, for good.
 *
 * @param attempt the number of the attempt that was consumed last
 * @param deviceHash 1 to 64 characters of visible ASCII, compared by core only
 * @param connection the session's latest connection number, from 1, rising through the whole session
 * @param spentThrough every attempt up to this number is spent; never less than {@code attempt}
 */
public record Claim(int attempt, String deviceHash, long connection, int spentThrough) {

    public Claim {
        Check.range(attempt, 1, MintedAttempt.MAX_NUMBER, "claimed attempt");
        Check.visibleAscii(deviceHash, 64, "device hash");
        Check.range(connection, 1, Long.MAX_VALUE, "connection number");
        Check.range(spentThrough, attempt, MintedAttempt.MAX_NUMBER, "last spent attempt");
    }

    @Override
    public String toString() {
        return "Claim[attempt=" + attempt + ", connection=" + connection + ", spentThrough=" + spentThrough + "]";
    }
}
