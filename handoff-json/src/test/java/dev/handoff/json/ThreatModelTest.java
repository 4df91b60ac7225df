package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import dev.handoff.OpenedSession;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that the recipes of {@code docs/threat-model.md} are the regions below, and that the tests on the page exist.
 */
class ThreatModelTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/threat-model.md");
    private static final Path THIS = Path.of("src/test/java/dev/handoff/json/ThreatModelTest.java");
    private static final Pattern RECIPE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// recipe\n(.*?)\n *// end", Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.([a-z]\\w*_\\w+)`");
    private static final Pattern MITIGATION = Pattern.compile("(?m)^\\| 6\\.1\\.(\\d+) \\|");

    private final Map<String, String> owners = new HashMap<>();
    private final List<String> alarms = new ArrayList<>();
    private HandoffService handoffs =
            builder().listener(theftAlarm(alarms::add)).build();

    // recipe
    static HandoffPolicy forIdentityChecks() {
        return HandoffPolicy.defaults()
                .withTokenLifetime(Duration.ofMinutes(2)) // the page mints a new code before the old one expires
                .withReuseWindow(Duration.ofSeconds(30))
                .withSessionLifetime(Duration.ofMinutes(10))
                .withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE, Safeguard.POSSESSION);
    }
    // end

    // recipe
    String hello(String sessionId, PhoneCredentials phone, String countryOfPage, String countryOfPhone) {
        Result<SessionStatus> wouldBe = handoffs.inspect(sessionId, phone);
        if (wouldBe.isOk() && !countryOfPhone.equals(countryOfPage)) {
            return "ANOTHER_COUNTRY";
        }
        return handoffs.consume(sessionId, phone).fold(binding -> "hello_ok", Refusal::code);
    }
    // end

    // recipe
    Result<Binding> helloOfACustomer(String sessionId, FirstMessage.Greeting hello, String deviceOfCustomer) {
        return hello.fields().text("device_id").filter(deviceOfCustomer::equals).isPresent()
                ? handoffs.consume(sessionId, hello.credentials())
                : Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH);
    }
    // end

    // recipe
    HandoffListener theftAlarm(Consumer<String> alarm) {
        return event -> event.refusal()
                .filter(Refusal.HANDOFF_DEVICE_MISMATCH::equals)
                .ifPresent(mismatch -> alarm.accept(event.sessionId()));
    }
    // end

    // recipe
    HandoffListener cloneAlarm(Consumer<String> alarm) {
        Map<String, HandoffEvent> lately = new ConcurrentHashMap<>();
        return event -> {
            if (event.type() == HandoffEvent.Type.RESUMED) {
                Instant aMinuteAgo = event.at().minus(Duration.ofMinutes(1));
                lately.values().removeIf(first -> first.at().isBefore(aMinuteAgo));
                HandoffEvent first = lately.computeIfAbsent(event.sessionId(), id -> event);
                if (event.connection() - first.connection() >= 5 && lately.remove(event.sessionId(), first)) {
                    alarm.accept(event.sessionId()); // resumed more than five times within a minute
                }
            }
        };
    }
    // end

    // recipe
    OpenedSession openFor(String user) {
        String sessionId = HandoffService.randomSessionId();
        owners.put(sessionId, user); // yours: who must be logged in on the page; named on the phone
        return handoffs.open(sessionId).orElseThrow();
    }
    // end

    @Test
    void recipes_onThePage_areTheseRegions() throws IOException {
        assertThat(blocks(RECIPE, Files.readString(PAGE)))
                .hasSize(6)
                .containsExactlyElementsOf(blocks(REGION, Files.readString(THIS)));
    }

    @Test
    void tests_thatThePageNames_exist() throws IOException {
        List<MatchResult> named = TEST.matcher(Files.readString(PAGE)).results().toList();
        assertThat(named).hasSizeGreaterThan(20);
        Map<String, String> sources = testSources();

        assertThat(named.stream()
                        .filter(test -> !sources.getOrDefault(test.group(1), "")
                                .matches("(?s).*(void|Stream<DynamicTest>) " + test.group(2) + "\\(.*"))
                        .map(MatchResult::group))
                .as("missing tests that the page names")
                .isEmpty();
    }

    @Test
    void mitigations_ofTheRfc_areComplete() throws IOException {
        List<Integer> numbers = MITIGATION
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();

        assertThat(numbers)
                .isEqualTo(Stream.iterate(1, number -> number + 1).limit(17).toList());
    }

    @Test
    void profileForIdentityChecks_aWholeHandoff_needsProofDigitsAndKey() {
        handoffs = builder().policy(forIdentityChecks()).build();
        Handoff code = handoffs.start("vs_strict").orElseThrow().handoff();

        assertThat(handoffs.mint("vs_strict").refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
        assertThat(handoffs.consume("vs_strict", phone(code, "device")).refusal())
                .contains(Refusal.POSSESSION_REQUIRED);
        assertThat(handoffs.matchChoices("vs_strict", null).refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
    }

    @Test
    void phone_inAnotherCountry_isRefusedWithoutConsumingTheCode() {
        Handoff code = handoffs.start("vs_country").orElseThrow().handoff();

        assertThat(hello("vs_country", phone(code, "far"), "PT", "NZ")).isEqualTo("ANOTHER_COUNTRY");
        assertThat(hello("vs_country", phone(code, "near"), "PT", "PT")).isEqualTo("hello_ok");
        assertThat(hello("vs_country", phone(code, "far"), "PT", "NZ")).isEqualTo("HANDOFF_DEVICE_MISMATCH");
    }

    @Test
    void customersPhone_anotherDevice_isRefusedAndUsesUpNoCode() {
        Handoff code = handoffs.start("vs_customer").orElseThrow().handoff();

        assertThat(helloOfACustomer("vs_customer", greeting(code, "stranger"), "customer")
                        .refusal())
                .contains(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(helloOfACustomer("vs_customer", greeting(code, "customer"), "customer")
                        .isOk())
                .isTrue();
    }

    @Test
    void theftAlarm_aSecondPhone_isRaised() {
        Handoff code = handoffs.start("vs_alarm").orElseThrow().handoff();
        Binding first = handoffs.consume("vs_alarm", phone(code, "first")).orElseThrow();
        handoffs.resume("vs_alarm", phone(code, "first")).orElseThrow();
        assertThat(handoffs.check(first).refusal()).contains(Refusal.CONNECTION_REPLACED);
        assertThat(alarms).as("no alarm while one phone resumes").isEmpty();

        assertThat(handoffs.consume("vs_alarm", phone(code, "second")).isOk()).isFalse();
        assertThat(alarms).containsExactly("vs_alarm");
    }

    @ParameterizedTest
    @CsvSource({"10,1", "12,1", "13,0", "60,0"})
    void cloneAlarm_sixResumesWithinAMinute_isRaisedOnce(int secondsBetween, int rings) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        handoffs = builder().clock(now::get).listener(cloneAlarm(alarms::add)).build();
        Handoff code = handoffs.start("vs_clone").orElseThrow().handoff();
        handoffs.consume("vs_clone", phone(code, "on two phones")).orElseThrow();

        for (int resumed = 0; resumed < 6; resumed++) {
            handoffs.resume("vs_clone", phone(code, "on two phones")).orElseThrow();
            now.updateAndGet(moment -> moment.plusSeconds(secondsBetween));
        }
        assertThat(alarms).hasSize(rings).allMatch("vs_clone"::equals);
    }

    @Test
    void cloneAlarm_fewResumesPerSession_isNotRaised() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        handoffs = builder().clock(now::get).listener(cloneAlarm(alarms::add)).build();
        for (String session : List.of("vs_a", "vs_b", "vs_c", "vs_d")) {
            Handoff code = handoffs.start(session).orElseThrow().handoff();
            handoffs.consume(session, phone(code, "one phone")).orElseThrow();
            for (int resumed = 0; resumed < 5; resumed++) {
                handoffs.resume(session, phone(code, "one phone")).orElseThrow();
            }
        }
        assertThat(alarms).isEmpty();
    }

    @Test
    void sessionBehindALogin_hasARandomIdAndAnOwner() {
        OpenedSession opened = openFor("a.example");

        assertThat(opened.status().state()).isEqualTo(SessionState.CREATED);
        assertThat(owners).hasSize(1).containsValue("a.example");
        assertThat(owners.keySet()).allMatch(id -> id.matches("[0-9A-Za-z]{22}"));
    }

    private static HandoffServiceBuilder builder() {
        return HandoffService.builder().store(new MemoryTokenStore()).keys(HandoffKeys.random());
    }

    private static PhoneCredentials phone(Handoff code, String deviceId) {
        return new PhoneCredentials(code.attemptId().reveal(), code.token().reveal(), deviceId);
    }

    private static FirstMessage.Greeting greeting(Handoff code, String deviceId) {
        String message =
                "{\"type\":\"hello\",\"attempt_id\":\"" + code.attemptId().reveal() + "\",\"mobile_write_token\":\""
                        + code.token().reveal() + "\",\"device_id\":\"" + deviceId + "\"}";
        return (FirstMessage.Greeting) FirstMessage.parse(message);
    }

    private static List<List<String>> blocks(Pattern block, String text) {
        return block.matcher(text)
                .results()
                .map(found -> found.group(1).lines().map(String::strip).toList())
                .toList();
    }

    /** Returns the sources of all tests by class name, including the published tests of handoff-testkit. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(ThreatModelTest::isTestSource).toList()) {
                String name = file.getFileName().toString();
                sources.merge(
                        name.substring(0, name.length() - ".java".length()), Files.readString(file), String::concat);
            }
        }
        return sources;
    }

    private static boolean isTestSource(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java")
                && (path.contains("/src/test/java/") || path.contains("/handoff-testkit/src/main/"));
    }
}
