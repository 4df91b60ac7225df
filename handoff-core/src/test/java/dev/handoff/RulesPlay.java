package dev.handoff;

import dev.handoff.internal.token.AttemptId;
import dev.handoff.internal.update.Decision;
import dev.handoff.internal.update.Decision.Keep;
import dev.handoff.internal.update.Decision.Refuse;
import dev.handoff.internal.update.Decision.Write;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays steps of {@code docs/protocol.md} on the rules alone: one record, no store, no key, no clock. */
final class RulesPlay {

    private static final Instant ZERO = Instant.parse("2026-03-01T12:00:00Z");
    private static final Pattern TIME = Pattern.compile("(\\d+):(\\d\\d)(?:\\.(\\d{3}))?");
    private static final Pattern PHONE = Pattern.compile("([A-Z])(\\d+)( of before)?");

    private HandoffPolicy policy = HandoffPolicy.defaults();
    private HandoffRecord record;
    private HandoffRecord before;
    private Instant now = ZERO;
    private int generations;
    private int signingKey = 1;
    private final Map<String, AttemptId> attempts = new HashMap<>();
    private final Map<Long, Binding> bindings = new HashMap<>();

    HandoffRecord record() {
        return record;
    }

    /** Plays one step and tells its answer in the table's words. */
    String play(String step) {
        int space = step.indexOf(' ');
        String verb = space < 0 ? step : step.substring(0, space);
        String rest = space < 0 ? "" : step.substring(space + 1);
        return switch (verb) {
            case "at" -> set(() -> now = time(rest));
            case "window" -> set(() -> policy = policy.withReuseWindow(Duration.between(ZERO, time(rest))));
            case "max" -> set(() -> policy = policy.withMaxFailures(Integer.parseInt(rest.replace("failures ", ""))));
            case "reissue" -> set(() -> policy = policy.withReissue(Reissue.valueOf(rest)));
            case "binding" -> set(() -> policy = policy.withBinding(DeviceBinding.valueOf(rest)));
            case "key" -> set(() -> signingKey++);
            case "purged" -> set(this::purge);
            case "open" -> settle(rules().open(record, opening(rest), now), this::opened, true);
            case "start" -> minted(rules().start(record, opening(rest), keyView(), now));
            case "mint" ->
                minted(
                        rest.isEmpty()
                                ? rules().mint(record, keyView(), now)
                                : rules().mint(record, binding(rest), keyView(), now));
            case "hello" -> claimed(rules().consume(record, presented(rest), now));
            case "resume" -> claimed(rules().resume(record, presented(rest), now));
            case "finish" ->
                rest.startsWith("c")
                        ? finished(
                                rules().finish(record, binding(rest.substring(0, 2)), outcome(rest.substring(3)), now))
                        : finished(rules().finish(record, latestBinding(), outcome(rest), now));
            case "backend" -> finished(rules().finish(record, outcome(rest), now));
            case "cancel" -> settle(rules().cancel(record, now), kept -> state(kept) + again(kept), true);
            case "check" -> settle(rules().check(record, binding(rest), now), kept -> "yes", false);
            case "status" -> record == null ? "SESSION_NOT_FOUND" : told();
            default -> throw new IllegalArgumentException("no such step: " + step);
        };
    }

    private Rules rules() {
        return new Rules(policy);
    }

    private static String set(Runnable change) {
        change.run();
        return "";
    }

    private String settle(Decision<Refusal> decision, Function<HandoffRecord, String> answer, boolean mayWrite) {
        before = record;
        if (decision instanceof Refuse<Refusal> refuse) {
            return refuse.reason().code();
        }
        if (decision instanceof Write<Refusal> write) {
            if (!mayWrite) {
                throw new AssertionError("this call must not write");
            }
            requireNextStamp(write.next());
            record = write.next();
        } else if (!((Keep<Refusal>) decision).current().equals(record)) {
            throw new AssertionError("kept something else than what was read");
        }
        return answer.apply(record);
    }

    private void requireNextStamp(HandoffRecord next) {
        boolean fits = record == null
                ? next.stamp().version() == 1
                : next.stamp().equals(record.stamp().next());
        if (!fits) {
            throw new AssertionError("a write must bear the next stamp");
        }
    }

    private boolean isKept() {
        return record.equals(before);
    }

    private String again(HandoffRecord ignored) {
        return isKept() ? " again" : "";
    }

    private String opened(HandoffRecord current) {
        return (isKept() ? "same session" : "created") + " until "
                + text(current.terms().endsAt());
    }

    private String minted(Decision<Refusal> decision) {
        return settle(
                decision,
                current -> {
                    MintedAttempt latest = current.latest();
                    attempts.put(Integer.toString(latest.number()), AttemptId.of(current));
                    return (isKept() ? "same " : "") + "attempt " + latest.number() + " until "
                            + text(latest.expiresAt());
                },
                true);
    }

    private String claimed(Decision<Refusal> decision) {
        return settle(
                decision,
                current -> {
                    long connection = current.claim().connection();
                    bindings.put(
                            connection,
                            new Binding(
                                    "s",
                                    current.stamp().generation(),
                                    current.claim().attempt(),
                                    connection));
                    return "connection " + connection;
                },
                true);
    }

    private String finished(Decision<Refusal> decision) {
        return settle(decision, current -> Rules.stateAfterFinish(current).code() + again(current), true);
    }

    private String state(HandoffRecord current) {
        return StatusView.stateAt(current, now).code();
    }

    private String told() {
        SessionStatus status = StatusView.of(record, policy.binding(), now);
        return status.state().code()
                + status.completedAt().map(at -> " at " + text(at)).orElse("")
                + (status.sameDeviceOnly() ? ", same device only" : "")
                + status.lastClaim().map(RulesPlay::told).orElse("");
    }

    private static String told(SessionStatus.LastClaim claim) {
        return ", claim " + claim.state().code()
                + claim.failureCode().map(code -> " " + code).orElse("")
                + (claim.retryAllowed() ? ", retry allowed" : "");
    }

    private void purge() {
        record = null;
        Map<String, AttemptId> former = new HashMap<>();
        attempts.forEach((number, attempt) -> former.put(number + " of before", attempt));
        attempts.clear();
        attempts.putAll(former);
    }

    private Rules.Opening opening(String until) {
        if (record == null) {
            generations++;
        }
        Instant end = until.isEmpty() ? now.plus(policy.sessionLifetime()) : time(until.replace("until ", ""));
        Stamp stamp = new Stamp("0".repeat(64), String.format(Locale.ROOT, "%032x", generations), 1);
        return new Rules.Opening(stamp, new SessionTerms(signingKey, end));
    }

    private Rules.KeyView keyView() {
        return new Rules.KeyView(record == null || record.terms().keyId() == signingKey, signingKey);
    }

    private Rules.Presented presented(String phone) {
        Matcher matcher = matched(PHONE, phone);
        String number = matcher.group(2) + Optional.ofNullable(matcher.group(3)).orElse("");
        return new Rules.Presented(attempts.get(number), "hash-of-" + matcher.group(1));
    }

    private Binding binding(String connection) {
        return bindings.get(Long.parseLong(connection.substring(1)));
    }

    private Binding latestBinding() {
        return bindings.get(bindings.keySet().stream().max(Long::compare).orElseThrow());
    }

    private static Outcome outcome(String words) {
        String code = words.substring(words.lastIndexOf(' ') + 1);
        if (words.equals("ok")) {
            return Outcome.succeeded();
        }
        return words.startsWith("fails ") ? Outcome.failed(code) : Outcome.failedRetryably(code);
    }

    private static Instant time(String text) {
        Matcher matcher = matched(TIME, text);
        return ZERO.plus(Duration.ofMinutes(Long.parseLong(matcher.group(1))))
                .plusSeconds(Long.parseLong(matcher.group(2)))
                .plusMillis(matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3)));
    }

    private static String text(Instant instant) {
        Duration since = Duration.between(ZERO, instant);
        String millis = since.toMillisPart() == 0 ? "" : String.format(Locale.ROOT, ".%03d", since.toMillisPart());
        return since.toMinutes() + ":" + String.format(Locale.ROOT, "%02d", since.toSecondsPart()) + millis;
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not " + pattern + ": " + text);
        }
        return matcher;
    }
}
