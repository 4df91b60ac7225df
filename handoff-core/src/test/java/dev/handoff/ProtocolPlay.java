package dev.handoff;

import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Plays steps of {@code docs/protocol.md} with a service for stored or unstored sessions. */
final class ProtocolPlay {

    private static final String SESSION = "s";
    private static final byte[] SESSION_BYTES = SESSION.getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = "the key that sessions are opened under".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT_KEY = "the key that comes after it, for tests".getBytes(StandardCharsets.US_ASCII);
    private static final Instant ZERO = TestService.NOON;
    private static final Pattern PHONE = Pattern.compile("([A-Z])(\\d+)( of before)?(?: signing (\\d+))?");

    private final TestStore store = new TestStore();
    private final TestClock clock = new TestClock(ZERO);
    private HandoffPolicy policy;
    private byte[] key = KEY;
    private final ProtocolHands hands = new ProtocolHands();
    private final Map<String, SigningPhone> devices = new HashMap<>();
    private String boundDevice = "";

    ProtocolPlay(Opening opening) {
        this.policy = HandoffPolicy.defaults().withOpening(opening);
        if (opening == Opening.UNSTORED) {
            policy = policy.withSafeguards(Safeguard.PAGE_PROOF);
        }
    }

    /** Returns the record, null if there is none. */
    StoredRecord stored() {
        return store.last();
    }

    /** Plays a step, and returns its answer in the words of the tables. */
    String play(String step) {
        int space = step.indexOf(' ');
        String verb = space < 0 ? step : step.substring(0, space);
        String rest = space < 0 ? "" : step.substring(space + 1);
        return switch (verb) {
            case "at" -> set(() -> clock.set(ProtocolWords.time(rest)));
            case "window" ->
                set(() -> policy = policy.withReuseWindow(Duration.between(ZERO, ProtocolWords.time(rest))));
            case "max" -> set(() -> policy = policy.withMaxFailures(Integer.parseInt(rest.replace("failures ", ""))));
            case "reissue" -> set(() -> policy = policy.withReissue(Reissue.valueOf(rest)));
            case "binding" -> set(() -> policy = policy.withBindingScope(BindingScope.valueOf(rest)));
            case "safeguard" -> set(() -> ask(Safeguard.valueOf(rest)));
            case "key" -> set(() -> key = NEXT_KEY);
            case "version", "attempts", "connections" ->
                set(() -> put(ProtocolWords.atTheEnd(verb, store.lastSession())));
            case "purged" -> set(this::purge);
            case "open" -> opened(() -> service().open(SESSION, ProtocolWords.end(rest)));
            case "start" -> started(() -> service().start(SESSION, ProtocolWords.end(rest)));
            case "mint" ->
                rest.startsWith("c")
                        ? minted(() -> service().mint(hands.binding(rest)))
                        : minted(() -> service().mint(SESSION, hands.proof(rest)));
            case "challenge" -> answer(service().challenge(SESSION, phone(rest)), given -> challenged(rest, given));
            case "choices" -> answer(service().matchChoices(SESSION, hands.proof("")), choices -> "three choices");
            case "pick" -> again(() -> service().pick(SESSION, hands.proof(""), hands.digits(rest)));
            case "hello" -> claimed(rest, service().consume(SESSION, phone(rest)));
            case "resume" -> claimed(rest, service().resume(SESSION, phone(rest)));
            case "finish" ->
                rest.startsWith("c")
                        ? again(() -> service()
                                .finish(hands.binding(rest.substring(0, 2)), ProtocolWords.outcome(rest.substring(3))))
                        : again(() -> service().finish(hands.latestBinding(), ProtocolWords.outcome(rest)));
            case "backend" -> again(() -> service().finish(SESSION, ProtocolWords.outcome(rest)));
            case "cancel" ->
                again(() ->
                        rest.isEmpty() ? service().cancel(SESSION) : service().cancel(SESSION, hands.proof(rest)));
            case "decline" -> again(() -> service().decline(SESSION, phone(rest)));
            case "check" -> answer(service().check(hands.binding(rest)), status -> "yes");
            case "status" ->
                answer(
                        rest.equals("by backend")
                                ? service().backendStatus(SESSION)
                                : service().status(SESSION, hands.proof(rest)),
                        ProtocolWords::words);
            case "public" ->
                answer(
                        service().publicStatus(SESSION),
                        status -> status.state().code() + (status.sameDeviceOnly() ? ", same device only" : ""));
            default -> throw new IllegalArgumentException("unknown step: " + step);
        };
    }

    private HandoffService service() {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(key))
                .clock(clock)
                .policy(policy)
                .build();
    }

    private void ask(Safeguard more) {
        if (more == Safeguard.PAGE_PROOF) {
            hands.requireProof();
        }
        // a match code needs page proof, too
        Stream<Safeguard> needed =
                more == Safeguard.MATCH_CODE ? Stream.of(more, Safeguard.PAGE_PROOF) : Stream.of(more);
        policy = policy.withSafeguards(
                Stream.concat(policy.safeguards().stream(), needed).distinct().toArray(Safeguard[]::new));
    }

    private static String set(Runnable change) {
        change.run();
        return "";
    }

    private static <T> String answer(Result<T> result, Function<T, String> words) {
        return result.fold(words, Refusal::code);
    }

    /** Plays a call that returns a state. "again" in the answer means that the call wrote nothing. */
    private String again(Supplier<Result<SessionState>> call) {
        StoredRecord before = stored();
        return answer(call.get(), state -> state.code() + (isStill(before) ? " again" : ""));
    }

    private boolean isStill(StoredRecord before) {
        return before != null && before.equals(stored());
    }

    private String opened(Supplier<Result<OpenedSession>> call) {
        StoredRecord before = stored();
        return answer(call.get(), opened -> {
            boolean isNew = hands.begin(opened.pageProof()) || !isStill(before);
            return (isNew ? "created" : "same session") + " until "
                    + ProtocolWords.text(opened.status().endsAt());
        });
    }

    private String started(Supplier<Result<StartedSession>> call) {
        return minted(() -> {
            Result<StartedSession> started = call.get();
            started.map(StartedSession::pageProof).fold(hands::begin, refusal -> false);
            return started.map(StartedSession::handoff);
        });
    }

    private String minted(Supplier<Result<Handoff>> call) {
        StoredRecord before = stored();
        return answer(call.get(), code -> {
            boolean isKnown = !hands.add(code);
            return (isKnown || isStill(before) ? "same " : "") + "attempt " + code.attempt() + " until "
                    + ProtocolWords.text(code.expiresAt());
        });
    }

    private String claimed(String phone, Result<Binding> result) {
        return answer(result, binding -> {
            hands.add(binding);
            boundDevice = phone.substring(0, 1);
            return "connection " + binding.connection();
        });
    }

    private void purge() {
        store.purge(StoredRecord.LATEST_END.plusMillis(1), 1);
        hands.endLife();
    }

    private PhoneCredentials phone(String words) {
        Matcher matcher = ProtocolWords.matched(PHONE, words);
        Handoff code = hands.code(
                matcher.group(2) + Optional.ofNullable(matcher.group(3)).orElse(""));
        SigningPhone device = device(matcher.group(1));
        String connection = matcher.group(4);
        return connection == null
                ? device.credentials(code)
                : signed(device, device.credentials(code), Long.parseLong(connection));
    }

    private SigningPhone device(String name) {
        return devices.computeIfAbsent(name, unknown -> SigningPhone.p256());
    }

    private PhoneCredentials signed(SigningPhone device, PhoneCredentials credentials, long connection) {
        return credentials.withProof(
                device.sign(master().challenge(SESSION_BYTES, credentials.attemptId(), connection)));
    }

    private String challenged(String phone, String challenge) {
        String attemptId = phone(phone).attemptId();
        return "challenge for connection "
                + LongStream.rangeClosed(1, 9)
                        .filter(connection -> master().challenge(SESSION_BYTES, attemptId, connection)
                                .equals(challenge))
                        .findFirst()
                        .orElseThrow();
    }

    private KeyRing ring() {
        return new KeyRing(List.of(key), new byte[0]);
    }

    private MasterKey master() {
        return ring().signing();
    }

    /** Returns the expectations in the explanation of the session, none without a record. */
    List<Explanation.Expectation> expectations() {
        return stored() == null ? List.of() : explanation().expectations();
    }

    List<Explanation.Fact> facts() {
        return stored() == null ? List.of() : explanation().facts();
    }

    private Explanation explanation() {
        return service().explain(SESSION).orElseThrow();
    }

    /** Says hello with a signature, from the device that came last or from a device that never came. */
    String playHelloWithTheLatestCode(boolean isBoundDevice) {
        Session session = store.lastSession();
        String attemptId = AttemptId.of(session).encode();
        SigningPhone device = device(isBoundDevice ? boundDevice : "unknown");
        PhoneCredentials credentials =
                new PhoneCredentials(attemptId, master().token(SESSION_BYTES, attemptId), device.deviceId());
        return claimed("A", service().consume(SESSION, signed(device, credentials, session.nextConnection())));
    }

    private void put(Session session) {
        store.put(new RecordSeal(ring()).seal(stored().key(), session).record());
    }
}
