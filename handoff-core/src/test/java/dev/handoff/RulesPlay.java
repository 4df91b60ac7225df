package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plays steps of {@code docs/protocol.md} on the rules alone: one record, no store, no key, no clock. */
final class RulesPlay {

    private static final Instant ZERO = Instant.parse("2026-03-01T12:00:00Z");
    private static final Pattern TIME = Pattern.compile("(\\d+):(\\d\\d)(?:\\.(\\d{3}))?");
    private static final Pattern PHONE = Pattern.compile("([A-Z])(\\d+)( of before)?(?: signing (\\d+))?");

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
            case "binding" -> set(() -> policy = policy.withBindingScope(BindingScope.valueOf(rest)));
            case "safeguard" ->
                set(() -> policy = policy.withSafeguards(
                        Stream.concat(policy.safeguards().stream(), Stream.of(Safeguard.valueOf(rest)))
                                .toArray(Safeguard[]::new)));
            case "key" -> set(() -> signingKey++);
            case "version", "attempts", "connections" -> set(() -> record = atTheEnd(verb, record));
            case "purged" -> set(this::purge);
            case "open" -> settle(opening(rest, false, again -> rules().openAgain(again, now)), this::opened, true);
            case "start" -> minted(opening(rest, true, again -> rules().mint(again, page(rest), now)));
            case "mint" ->
                minted(
                        rest.startsWith("c")
                                ? decide(there -> rules().mint(there, binding(rest), now))
                                : decide(there -> rules().mint(there, page(rest), now)));
            case "challenge" ->
                settle(
                        decide(there -> rules().challenge(there, phone(rest), now)),
                        kept -> "challenge for connection " + kept.nextConnection(),
                        false);
            case "choices" ->
                settle(decide(there -> rules().matchChoices(there, page(""), now)), kept -> "three choices", false);
            case "pick" ->
                settle(decide(there -> rules().pick(there, page(rest), now)), kept -> state(kept) + again(kept), true);
            case "hello" -> claimed(decide(there -> rules().consume(there, phone(rest), now)));
            case "resume" -> claimed(decide(there -> rules().resume(there, phone(rest), now)));
            case "finish" ->
                rest.startsWith("c")
                        ? finish(binding(rest.substring(0, 2)), outcome(rest.substring(3)))
                        : finish(latestBinding(), outcome(rest));
            case "backend" -> finished(decide(there -> rules().finish(there, outcome(rest), now)));
            case "cancel" ->
                settle(decide(there -> rules().cancel(there, now)), kept -> state(kept) + again(kept), true);
            case "check" -> settle(decide(there -> rules().check(there, binding(rest), now)), kept -> "yes", false);
            case "status" -> settle(decide(there -> rules().status(there, page(rest))), kept -> told(), false);
            case "public" -> toldInPublic();
            default -> throw new IllegalArgumentException("no such step: " + step);
        };
    }

    private Rules rules() {
        return new Rules(policy, new KeyIds(signingKey));
    }

    /** That there is no record is said outside the rules, in {@link Call}. */
    private Decision decide(Function<HandoffRecord, Decision> rule) {
        return record == null ? new Refuse(Refusal.SESSION_NOT_FOUND, "unknown") : rule.apply(record);
    }

    private String finish(Binding binding, Outcome outcome) {
        return finished(decide(there -> rules().finish(there, binding, outcome, now)));
    }

    private static String set(Runnable change) {
        change.run();
        return "";
    }

    private String settle(Decision decision, Function<HandoffRecord, String> answer, boolean mayWrite) {
        before = record;
        if (decision instanceof Refuse refuse) {
            return refuse.reason().code();
        }
        if (decision instanceof Write write) {
            if (!mayWrite) {
                throw new AssertionError("this call must not write");
            }
            requireNextStamp(write.next());
            record = write.next();
        } else if (!((Keep) decision).current().equals(record)) {
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

    private String minted(Decision decision) {
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

    private String claimed(Decision decision) {
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

    private String finished(Decision decision) {
        return settle(decision, current -> Rules.stateAfterFinish(current).code() + again(current), true);
    }

    private String state(HandoffRecord current) {
        return StatusView.stateAt(current, rules(), now).code();
    }

    private String toldInPublic() {
        PublicStatus status = StatusView.publicOf(record, rules(), policy, now);
        return status.state().code() + (status.sameDeviceOnly() ? ", same device only" : "");
    }

    private String told() {
        SessionStatus status = StatusView.of(record, rules(), policy, now);
        return status.state().code()
                + status.completedAt().map(at -> " at " + text(at)).orElse("")
                + (status.sameDeviceOnly() ? ", same device only" : "")
                + ", " + status.triesLeft() + " tries left"
                + status.approval()
                        .map(approval -> ", approval " + approval.code())
                        .orElse("")
                + ", sequence " + status.sequence()
                + status.lastClaim().map(RulesPlay::told).orElse("");
    }

    private static String told(SessionStatus.LastClaim claim) {
        return ", claimed at " + text(claim.claimedAt()) + ": " + claim.state().code()
                + claim.failureCode().map(code -> " " + code).orElse("")
                + (claim.retryAllowed() ? ", retry allowed" : "");
    }

    private static HandoffRecord atTheEnd(String counter, HandoffRecord record) {
        Stamp stamp = record.stamp();
        MintedAttempt latest = record.latest();
        Claim claim = record.claim();
        return switch (counter) {
            case "version" ->
                new HandoffRecord(
                        new Stamp(stamp.sessionKey(), stamp.generation(), Limits.MAX_VERSION),
                        record.terms(),
                        record.progress(),
                        latest,
                        claim);
            case "attempts" ->
                record.withAttempt(new MintedAttempt(Limits.MAX_ATTEMPT, latest.issuedAt(), latest.expiresAt()));
            default ->
                new HandoffRecord(
                        stamp,
                        record.terms(),
                        record.progress(),
                        latest,
                        new Claim(
                                claim.attempt(),
                                claim.deviceHash(),
                                claim.claimedAt(),
                                Long.MAX_VALUE,
                                claim.approved(),
                                claim.spentThrough(),
                                claim.report()));
        };
    }

    private void purge() {
        record = null;
        Map<String, AttemptId> former = new HashMap<>();
        attempts.forEach((number, attempt) -> former.put(number + " of before", attempt));
        attempts.clear();
        attempts.putAll(former);
    }

    private Decision opening(String until, boolean withAttempt, Function<HandoffRecord, Decision> ifThere) {
        if (record != null) {
            return ifThere.apply(record);
        }
        generations++;
        Instant end = until.isEmpty() ? now.plus(policy.sessionLifetime()) : time(until.replace("until ", ""));
        Stamp stamp = new Stamp("0".repeat(64), String.format(Locale.ROOT, "%032x", generations), 1);
        HandoffRecord opened = HandoffRecord.opened(stamp, new SessionTerms(signingKey, end));
        return rules().open(withAttempt ? opened.withAttempt(rules().nextAttempt(opened, now)) : opened, now);
    }

    private Phone phone(String phone) {
        Matcher matcher = matched(PHONE, phone);
        String number = matcher.group(2) + Optional.ofNullable(matcher.group(3)).orElse("");
        return new Phone(
                attempts.get(number),
                () -> "hash-of-" + matcher.group(1),
                connection -> Long.toString(connection).equals(matcher.group(4)));
    }

    /** A page that opened the session can prove it as long as the session's key is in the ring. */
    private Page page(String words) {
        return new Page() {
            @Override
            public boolean isProven(HandoffRecord there) {
                return words.equals("proven") && there.terms().keyId() == signingKey;
            }

            @Override
            public boolean hasPickedTheMatch(HandoffRecord there) {
                return words.equals("right");
            }
        };
    }

    private Binding binding(String connection) {
        return bindings.get(Long.parseLong(connection.substring(1)));
    }

    private Binding latestBinding() {
        return bindings.get(bindings.keySet().stream().max(Long::compare).orElseThrow());
    }

    /** What the explanation of the session as it stands expects of mint and hello; nothing where there is no record. */
    List<Explanation.Expectation> expectations() {
        return record == null ? List.of() : new Explainer(rules(), record, now).expectations();
    }

    /** A phone that proved possession says hello, with the device that came last or with one that never came. */
    String playHelloWithTheLatestCode(boolean isBoundDevice) {
        if (record.terms().keyId() != signingKey) {
            return Refusal.HANDOFF_TOKEN_INVALID.code();
        }
        Claim claim = record.claim();
        String hash = isBoundDevice ? claim.deviceHash() : "hash-of-nobody";
        return claimed(rules().consume(record, new Phone(AttemptId.of(record), () -> hash, connection -> true), now));
    }

    List<Explanation.Fact> facts() {
        return record == null ? List.of() : new Explainer(rules(), record, now).facts();
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
