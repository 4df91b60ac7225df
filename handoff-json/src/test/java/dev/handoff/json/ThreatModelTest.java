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
import dev.handoff.StartedSession;
import dev.handoff.store.memory.MemoryTokenStore;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plays the recipes of {@code docs/threat-model.md}, which are the regions below. */
class ThreatModelTest {

    private final Map<String, String> owners = new HashMap<>();
    private final List<String> alarms = new ArrayList<>();
    private HandoffService handoffs =
            builder().listener(theftAlarm(alarms::add)).build();

    // recipe
    static HandoffPolicy forIdentityChecks() {
        return HandoffPolicy.defaults()
                .withTokenLifetime(Duration.ofMinutes(2)) // your page must mint a new code before
                .withReuseWindow(Duration.ofSeconds(30))
                .withSessionLifetime(Duration.ofMinutes(10))
                .withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE, Safeguard.POSSESSION);
    }
    // end

    // recipe
    Map<String, String> phone(String sessionId, FirstMessage.Greeting message) {
        PhoneCredentials phone = message.credentials();
        return switch (message.kind()) {
            case CHALLENGE ->
                Map.of("challenge", handoffs.challenge(sessionId, phone).orElseThrow());
            case HELLO -> connected(handoffs.consume(sessionId, phone).orElseThrow());
            case RESUME -> connected(handoffs.resume(sessionId, phone).orElseThrow());
            case DECLINE ->
                Map.of(
                        "status",
                        handoffs.decline(sessionId, phone).orElseThrow().code());
        };
    }

    Map<String, String> connected(Binding binding) { // keep the binding with the phone's connection
        return Map.of("match_code", binding.matchCode().orElseThrow()); // for the phone, never for the page
    }

    List<String> choices(String sessionId, String pageProof) {
        return handoffs.matchChoices(sessionId, pageProof).orElseThrow();
    }

    boolean isApproved(String sessionId, String pageProof, String picked) { // a wrong pick cancels the session
        return handoffs.pick(sessionId, pageProof, picked).orElseThrow() == SessionState.IN_PROGRESS;
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
    void profileForIdentityChecks_aWholeHandoff_needsProofDigitsAndKey() throws GeneralSecurityException {
        handoffs = builder().policy(forIdentityChecks()).build();
        StartedSession started = handoffs.start("vs_strict").orElseThrow();
        String pageProof = started.pageProof().orElseThrow().reveal();
        Handoff code = started.handoff();
        KeyPair key = Greetings.newKey();

        assertThat(handoffs.mint("vs_strict").refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
        assertThat(handoffs.consume("vs_strict", phone(code, "device")).refusal())
                .contains(Refusal.POSSESSION_REQUIRED);

        String challenge = phone("vs_strict", Greetings.of("challenge", code, Greetings.deviceId(key)))
                .get("challenge");
        String shown = phone("vs_strict", Greetings.signed("hello", code, key, challenge))
                .get("match_code");
        String again = phone("vs_strict", Greetings.of("challenge", code, Greetings.deviceId(key)))
                .get("challenge");
        assertThat(phone("vs_strict", Greetings.signed("resume", code, key, again)))
                .containsEntry("match_code", shown);

        assertThat(choices("vs_strict", pageProof)).hasSize(3).contains(shown);
        assertThat(isApproved("vs_strict", pageProof, shown)).isTrue();
        assertThat(isApproved("vs_strict", pageProof, "none")).isFalse();
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

        assertThat(helloOfACustomer("vs_customer", Greetings.of("hello", code, "stranger"), "customer")
                        .refusal())
                .contains(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(helloOfACustomer("vs_customer", Greetings.of("hello", code, "customer"), "customer")
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
        return Greetings.of("hello", code, deviceId).credentials();
    }
}
