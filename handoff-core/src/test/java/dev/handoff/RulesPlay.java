package dev.handoff;

import dev.handoff.Call.Rule;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plays steps of {@code docs/protocol.md} on the rules alone: one session, no store, no key, no clock. */
final class RulesPlay {

    private static final Instant ZERO = Instant.parse("2026-03-01T12:00:00Z");
    private static final Pattern TIME = Pattern.compile("(\\d+):(\\d\\d)(?:\\.(\\d{3}))?");
    private static final Pattern PHONE = Pattern.compile("([A-Z])(\\d+)( of before)?(?: signing (\\d+))?");

    private HandoffPolicy policy = HandoffPolicy.defaults();
    private Session session;
    private Session before;
    private Instant now = ZERO;
    private int generations;
    private int signingKey = 1;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, AttemptId> attempts = new HashMap<>();
    private final Map<Long, Binding> bindings = new HashMap<>();

    Session session() {
        return session;
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
            case "key" -> set(this::leave);
            case "version", "attempts", "connections" -> set(() -> session = atTheEnd(verb, session));
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
                settle(
                        decide(there -> rules().pick(there, page(""), page(rest), moment())),
                        kept -> state(kept) + again(kept),
                        true);
            case "hello" -> claimed(decide(there -> rules().consume(there, phone(rest), moment())));
            case "resume" -> claimed(decide(there -> rules().resume(there, phone(rest), moment())));
            case "finish" ->
                rest.startsWith("c")
                        ? finish(binding(rest.substring(0, 2)), outcome(rest.substring(3)))
                        : finish(latestBinding(), outcome(rest));
            case "backend" -> finished(decide(there -> rules().finish(there, outcome(rest), moment())));
            case "cancel" ->
                settle(decide(there -> rules().cancel(there, moment())), kept -> state(kept) + again(kept), true);
            case "check" -> settle(decide(there -> rules().check(there, binding(rest), now)), kept -> "yes", false);
            case "status" ->
                settle(decide(Rule.telling(there -> rules().status(there, page(rest)))), kept -> told(), false);
            case "public" -> toldInPublic();
            default -> throw new IllegalArgumentException("no such step: " + step);
        };
    }

    private Rules rules() {
        return new Rules(policy, id -> id == signingKey);
    }

    /** What a session without a session, or without its key, is, is said outside the rules, in {@link Call}. */
    private Decision decide(Rule rule) {
        if (session == null) {
            return new Refuse(Refusal.SESSION_NOT_FOUND, "unknown");
        }
        return rules().isKeyKnown(session) ? rule.decide(session) : rule.decideWithoutKey();
    }

    private Moment moment() {
        return new Moment(now, random);
    }

    /** Without the key, no more than terms and version are known of the session, as {@link RecordSeal} has it. */
    private void leave() {
        signingKey++;
        session = Session.fresh(session.terms(), session.version(), null);
    }

    private String finish(Binding binding, Outcome outcome) {
        return finished(decide(there -> rules().finish(there, binding, outcome, moment())));
    }

    private static String set(Runnable change) {
        change.run();
        return "";
    }

    private String settle(Decision decision, Function<Session, String> answer, boolean mayWrite) {
        before = session;
        if (decision instanceof Refuse refuse) {
            return refuse.reason().code();
        }
        if (decision instanceof Write write) {
            if (!mayWrite) {
                throw new AssertionError("this call must not write");
            }
            if (write.next().version() != (session == null ? 1 : session.version() + 1)) {
                throw new AssertionError("a write must bear the next version");
            }
            session = write.next();
        }
        return answer.apply(session);
    }

    private boolean isKept() {
        return session.equals(before);
    }

    private String again(Session ignored) {
        return isKept() ? " again" : "";
    }

    private String opened(Session current) {
        return (isKept() ? "same session" : "created") + " until "
                + text(current.terms().endsAt());
    }

    private String minted(Decision decision) {
        return settle(
                decision,
                current -> {
                    Attempt latest = current.latest();
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
                    String claim =
                            current.terms().generation() + current.claim().nonce();
                    bindings.put(connection, new Binding("s", claim, connection));
                    return "connection " + connection;
                },
                true);
    }

    private String finished(Decision decision) {
        return settle(decision, current -> Rules.stateAfterFinish(current).code() + again(current), true);
    }

    private String state(Session current) {
        return StatusView.stateAt(current, rules(), now).code();
    }

    private String toldInPublic() {
        PublicStatus status = StatusView.publicOf(session, rules(), policy, now);
        return status.state().code() + (status.sameDeviceOnly() ? ", same device only" : "");
    }

    private String told() {
        SessionStatus status = StatusView.of(session, rules(), policy, now);
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

    private static Session atTheEnd(String counter, Session there) {
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

    private void purge() {
        session = null;
        Map<String, AttemptId> former = new HashMap<>();
        attempts.forEach((number, attempt) -> former.put(number + " of before", attempt));
        attempts.clear();
        attempts.putAll(former);
    }

    private Decision opening(String until, boolean withAttempt, Rule ifThere) {
        if (session != null) {
            return decide(ifThere);
        }
        generations++;
        Instant end = until.isEmpty() ? now.plus(policy.sessionLifetime()) : time(until.replace("until ", ""));
        Terms terms = new Terms(String.format(Locale.ROOT, "%032x", generations), signingKey, end);
        Attempt first = withAttempt ? rules().nextAttempt(Session.opened(terms, null), now) : null;
        return rules().open(Session.opened(terms, first), now);
    }

    private Phone phone(String phone) {
        Matcher matcher = matched(PHONE, phone);
        String number = matcher.group(2) + Optional.ofNullable(matcher.group(3)).orElse("");
        return new Phone(
                attempts.get(number),
                () -> "hash-of-" + matcher.group(1),
                connection -> Long.toString(connection).equals(matcher.group(4)));
    }

    /** Whether the page opened the session, or the digits that were picked on it are the right ones. */
    private static Predicate<Session> page(String words) {
        return there -> words.equals("proven") || words.equals("right");
    }

    private Binding binding(String connection) {
        return bindings.get(Long.parseLong(connection.substring(1)));
    }

    private Binding latestBinding() {
        return bindings.get(bindings.keySet().stream().max(Long::compare).orElseThrow());
    }

    /**
     * What the explanation of the session as it stands expects of mint and hello; nothing where there is no session.
     */
    List<Explanation.Expectation> expectations() {
        return session == null ? List.of() : new Explainer(rules(), session, now).expectations(moment());
    }

    /** A phone that proved possession says hello, with the device that came last or with one that never came. */
    String playHelloWithTheLatestCode(boolean isBoundDevice) {
        Claim claim = session.claim();
        String hash = isBoundDevice ? claim.deviceHash() : "hash-of-nobody";
        Phone phone = new Phone(AttemptId.of(session), () -> hash, connection -> true);
        return claimed(decide(there -> rules().consume(there, phone, moment())));
    }

    List<Explanation.Fact> facts() {
        return session == null ? List.of() : new Explainer(rules(), session, now).facts();
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
