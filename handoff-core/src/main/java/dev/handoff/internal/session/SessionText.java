package dev.handoff.internal.session;

import dev.handoff.internal.session.Report.Ending;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the text of a session, which is the body of its record: words with one space between them, in the
 * order of the table <em>The record</em> in {@code docs/protocol.md}. Each session has exactly one text. The session's
 * end is not in the text, because it is a separate part of the record.
 */
public final class SessionText {

    /** The first word. A newer format needs two deployments: the first reads the new format, the second writes it. */
    private static final String FORMAT = "1";

    private SessionText() {}

    /** Returns the text of this session. */
    public static String write(Session session) {
        StringBuilder out = new StringBuilder(320)
                .append(FORMAT)
                .append(' ')
                .append(session.state().word())
                .append(' ')
                .append(session.terms().keyId())
                .append(' ')
                .append(session.terms().generation())
                .append(' ')
                .append(session.version())
                .append(' ')
                .append(session.failures());
        Attempt latest = session.latest();
        if (latest != null) {
            out.append(" attempt ").append(latest.number());
            write(out, latest.issuedAt());
            write(out, latest.expiresAt());
        }
        Claim claim = session.claim();
        if (claim != null) {
            write(out, claim);
        }
        Instant completedAt = session.completedAt();
        if (completedAt != null) {
            write(out.append(" completed"), completedAt);
        }
        String nonce = session.nonce();
        if (nonce != null) {
            out.append(" by ").append(nonce);
        }
        return out.toString();
    }

    /**
     * Returns the session of this text.
     *
     * @throws IllegalArgumentException if the text is not the text of a session; the message does not quote it
     */
    public static Session read(String text, Instant endsAt) {
        Words words = new Words(text);
        if (!words.skip(FORMAT)) {
            throw new IllegalArgumentException("its format is not " + FORMAT);
        }
        State state = words.known(State.of(words.next()));
        int keyId = (int) words.number(0, Limits.MAX_KEY_ID);
        Terms terms = new Terms(words.hex(Limits.GENERATION_LENGTH), keyId, endsAt);
        long version = words.number(1, Limits.MAX_VERSION);
        int failures = (int) words.number(0, Integer.MAX_VALUE);
        Attempt latest = words.skip("attempt")
                ? new Attempt((int) words.number(1, Limits.MAX_ATTEMPT), words.instant(), words.instant())
                : null;
        Claim claim = words.skip("claim") ? claim(words) : null;
        Instant completedAt = words.skip("completed") ? words.instant() : null;
        String nonce = words.skip("by") ? words.hex(Limits.NONCE_LENGTH) : null;
        words.end();
        return new Session(terms, state, version, failures, latest, claim, completedAt, nonce);
    }

    private static void write(StringBuilder out, Claim claim) {
        out.append(" claim ").append(claim.attempt()).append(' ').append(claim.deviceHash());
        write(out, claim.claimedAt());
        out.append(' ')
                .append(claim.connection())
                .append(' ')
                .append(claim.nonce())
                .append(' ')
                .append(claim.spentThrough());
        if (claim.approved()) {
            out.append(" approved");
        }
        Report report = claim.report();
        if (report != null) {
            out.append(" report ").append(report.ending().word());
            write(out, report.reportedAt());
            if (report.failureCode() != null) {
                out.append(' ').append(report.failureCode());
            }
        }
    }

    private static Claim claim(Words words) {
        int attempt = (int) words.number(1, Limits.MAX_ATTEMPT);
        String deviceHash = words.next();
        if (!Limits.canHold(deviceHash)) {
            throw words.unreadable();
        }
        return new Claim(
                attempt,
                deviceHash,
                words.instant(),
                words.number(1, Long.MAX_VALUE),
                words.hex(Limits.NONCE_LENGTH),
                (int) words.number(attempt, Limits.MAX_ATTEMPT),
                words.skip("approved"),
                words.skip("report") ? report(words) : null);
    }

    private static Report report(Words words) {
        Ending ending = words.known(Ending.of(words.next()));
        Instant reportedAt = words.instant();
        return new Report(ending, ending == Ending.SUCCEEDED ? null : words.next(), reportedAt);
    }

    private static void write(StringBuilder out, Instant instant) {
        out.append(' ').append(instant.toEpochMilli());
    }

    /** Reads the words of a text from first to last. */
    private static final class Words {

        private final String text;
        private int start;

        Words(String text) {
            this.text = text;
        }

        /** Checks whether the next word is this word, and if so, skips it. */
        boolean skip(String word) {
            int end = start + word.length();
            boolean isNext = text.startsWith(word, start) && (end == text.length() || text.charAt(end) == ' ');
            start = isNext ? end + 1 : start;
            return isNext;
        }

        String next() {
            int end = endOfWord();
            String word = text.substring(start, end);
            start = end + 1;
            return word;
        }

        private int endOfWord() {
            int space = text.indexOf(' ', start);
            int end = space < 0 ? text.length() : space;
            if (end <= start) {
                throw unreadable();
            }
            return end;
        }

        /** Reads a number in decimal digits without leading zeros. */
        long number(long least, long most) {
            int end = endOfWord();
            char first = text.charAt(start);
            boolean isCanonical = (first >= '1' && first <= '9') || (first == '0' && end == start + 1);
            try {
                long number = isCanonical ? Long.parseLong(text, start, end, 10) : -1;
                if (number >= least && number <= most) {
                    start = end + 1;
                    return number;
                }
            } catch (NumberFormatException quotesTheWord) {
                // replaced by an exception that quotes nothing
            }
            throw unreadable();
        }

        Instant instant() {
            return Instant.ofEpochMilli(number(0, (1L << Limits.INSTANT_BITS) - 1));
        }

        String hex(int length) {
            String word = next();
            boolean fits = word.length() == length;
            for (int i = 0; fits && i < length; i++) {
                char c = word.charAt(i);
                fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            }
            if (!fits) {
                throw unreadable();
            }
            return word;
        }

        <T> T known(@Nullable T constant) {
            if (constant == null) {
                throw unreadable();
            }
            return constant;
        }

        /** Checks that there is no further word: after the last word, {@link #start} is one past the end. */
        void end() {
            if (start != text.length() + 1) {
                throw unreadable();
            }
        }

        /** Returns an exception that says where the text can't be read, and quotes nothing. */
        IllegalArgumentException unreadable() {
            return new IllegalArgumentException("it can't be read from character " + start + " on");
        }
    }
}
