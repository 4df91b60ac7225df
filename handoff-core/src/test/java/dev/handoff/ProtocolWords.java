package dev.handoff;

import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates between the words of the tables in {@code docs/protocol.md} and the values of the API. */
final class ProtocolWords {

    private static final Pattern TIME = Pattern.compile("(\\d+):(\\d\\d)(?:\\.(\\d{3}))?");

    private ProtocolWords() {}

    static String words(SessionStatus status) {
        return status.state().code()
                + status.completedAt().map(at -> " at " + text(at)).orElse("")
                + (status.sameDeviceOnly() ? ", same device only" : "")
                + ", " + status.triesLeft() + " tries left"
                + status.approval()
                        .map(approval -> ", approval " + approval.code())
                        .orElse("")
                + ", sequence " + status.sequence()
                + status.lastClaim().map(ProtocolWords::words).orElse("");
    }

    private static String words(SessionStatus.LastClaim claim) {
        return ", claimed at " + text(claim.claimedAt()) + ": " + claim.state().code()
                + claim.failureCode().map(code -> " " + code).orElse("")
                + (claim.retryAllowed() ? ", retry allowed" : "");
    }

    static Session atTheEnd(String counter, Session there) {
        Attempt latest = there.latest();
        Claim claim = there.claim();
        return switch (counter) {
            case "version" -> with(there, Limits.MAX_VERSION, latest, claim);
            case "attempts" ->
                with(
                        there,
                        there.version(),
                        new Attempt(Limits.MAX_ATTEMPT, latest.issuedAt(), latest.expiresAt()),
                        claim);
            default ->
                with(
                        there,
                        there.version(),
                        latest,
                        new Claim(
                                claim.attempt(),
                                claim.deviceHash(),
                                claim.claimedAt(),
                                Long.MAX_VALUE,
                                claim.nonce(),
                                claim.spentThrough(),
                                claim.approved(),
                                claim.report()));
        };
    }

    private static Session with(Session there, long version, Attempt latest, Claim claim) {
        return new Session(
                there.terms(),
                there.state(),
                version,
                there.failures(),
                latest,
                claim,
                there.completedAt(),
                there.nonce());
    }

    static Instant end(String words) {
        return words.isEmpty() ? null : time(words.replace("until ", ""));
    }

    static Outcome outcome(String words) {
        String code = words.substring(words.lastIndexOf(' ') + 1);
        if (words.equals("ok")) {
            return Outcome.succeeded();
        }
        return words.startsWith("fails ") ? Outcome.failed(code) : Outcome.failedRetryably(code);
    }

    static Instant time(String text) {
        Matcher matcher = matched(TIME, text);
        return TestService.NOON
                .plus(Duration.ofMinutes(Long.parseLong(matcher.group(1))))
                .plusSeconds(Long.parseLong(matcher.group(2)))
                .plusMillis(matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3)));
    }

    static String text(Instant instant) {
        Duration since = Duration.between(TestService.NOON, instant);
        String millis = since.toMillisPart() == 0 ? "" : String.format(Locale.ROOT, ".%03d", since.toMillisPart());
        return since.toMinutes() + ":" + String.format(Locale.ROOT, "%02d", since.toSecondsPart()) + millis;
    }

    static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not " + pattern + ": " + text);
        }
        return matcher;
    }
}
