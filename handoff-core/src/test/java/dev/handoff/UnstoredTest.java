package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.internal.session.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the promises hold for unstored sessions, too. */
class UnstoredTest {

    private static final String SESSION = "s";

    private final TestStore store = new TestStore();
    private final TestService stage = TestService.unstored(store);
    private final HandoffService handoffs = stage.handoffs;

    @Test
    void start_aThousandTimesAndMintedForAnHour_writesNothing() {
        for (int i = 0; i < 1_000; i++) {
            handoffs.start("s" + i).orElseThrow();
        }
        assertThat(store.callsSinceLastAsked()).isZero();
        String proof = proofOf(handoffs.start(SESSION));
        for (int minute = 0; minute < 60; minute++) {
            Handoff code = handoffs.mint(SESSION, proof).orElseThrow();
            assertThat(code.attempt()).isEqualTo(minute + 1);
            stage.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.callsSinceLastAsked()).as("one read for each mint").isEqualTo(60);
        assertThat(store.last()).isNull();
    }

    /** A node whose clock is ahead mints the next attempt while the other node still mints the current attempt. */
    @ParameterizedTest
    @ValueSource(ints = {-90, -60, -1, 0, 1, 60, 90})
    void consume_attemptsOfNodesWithDifferentClocks_acceptsOnePhone(int seconds) {
        TestService other = TestService.unstored(store);
        other.clock.advance(Duration.ofMinutes(3).plusSeconds(seconds));
        String proof = proofOf(handoffs.start(SESSION));
        stage.clock.advance(Duration.ofMinutes(3));
        List<Handoff> codes = List.of(
                handoffs.mint(SESSION, proof).orElseThrow(),
                other.handoffs.mint(SESSION, proof).orElseThrow());

        List<Result<Binding>> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> new TestPhone().hello(i % 2 == 0 ? handoffs : other.handoffs, codes.get(i / 2 % 2)))
                .toList();

        assertThat(answers).filteredOn(Result::isOk).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> !answer.isOk())
                .allMatch(answer -> answer.equals(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH)));
    }

    /** This includes the code of a node whose clock is ahead, whose number is not in the record. */
    @ParameterizedTest
    @ValueSource(strings = {"SESSION", "ATTEMPT"})
    void consume_anyCodeMintedBeforeARetryableFailure_isRefused(BindingScope scope) {
        HandoffPolicy policy = TestService.UNSTORED.withBindingScope(scope);
        TestService node = new TestService(store, policy);
        TestService ahead = new TestService(store, policy);
        ahead.clock.advance(Duration.ofSeconds(150));
        StartedSession started = node.handoffs.start(SESSION).orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();
        Handoff early = ahead.handoffs.mint(SESSION, proof).orElseThrow();
        TestPhone phone = new TestPhone();
        node.failRetryably(phone.hello(node.handoffs, started.handoff()).orElseThrow());

        for (Handoff code : List.of(started.handoff(), early)) {
            assertThat(phone.hello(node.handoffs, code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_CONSUMED));
            assertThat(new TestPhone().hello(node.handoffs, code))
                    .isEqualTo(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
        }
        Handoff next = node.handoffs.mint(SESSION, proof).orElseThrow();
        assertThat(phone.hello(ahead.handoffs, next).isOk()).isTrue();
    }

    @Test
    void consume_sessionThatWasOpenedTwice_acceptsOnePhone() {
        for (int round = 0; round < 50; round++) {
            String session = "opened twice " + round;
            List<Handoff> codes = List.of(
                    handoffs.start(session).orElseThrow().handoff(),
                    handoffs.start(session).orElseThrow().handoff());

            List<Result<Binding>> answers = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> new TestPhone().hello(handoffs, codes.get(i % 2)))
                    .toList();

            assertThat(answers).filteredOn(Result::isOk).hasSize(1);
        }
    }

    /** The clocks of the purging node and of the other node may differ by less than the retention. */
    @Test
    void codeAndProof_ofAPurgedSession_areRefusedOnANodeThatIsBehind() {
        StartedSession started = handoffs.start(SESSION).orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();
        stage.clock.advance(Duration.ofMinutes(59));
        Handoff latest = handoffs.mint(SESSION, proof).orElseThrow();
        Binding binding = new TestPhone().hello(handoffs, latest).orElseThrow();
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();

        TestService purging = TestService.unstored(store);
        purging.clock.advance(Duration.ofMinutes(60).plus(Duration.ofHours(24)).plusMillis(1));
        assertThat(purging.handoffs.purge(10)).isEqualTo(1);
        stage.clock.set(purging.clock.instant().minus(Duration.ofHours(24)));

        for (Handoff code : List.of(started.handoff(), latest)) {
            assertThat(new TestPhone().hello(handoffs, code)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        }
        assertThat(handoffs.mint(SESSION, proof)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(store.last()).isNull();
    }

    /** A node whose clock is ahead opens and later purges the session. A node whose clock is behind cancels it. */
    @Test
    void cancel_byTheBackend_outlivesAllProofsOnAllNodes() {
        HandoffPolicy shortRetention = TestService.UNSTORED.withRetention(Duration.ofMinutes(5));
        Duration apart = Duration.ofMinutes(5).minusMillis(1);
        TestService ahead = new TestService(store, shortRetention);
        TestService behind = new TestService(store, shortRetention);
        ahead.clock.advance(apart);
        StartedSession started = ahead.handoffs.start(SESSION).orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();
        assertThat(behind.handoffs.cancel(SESSION)).isEqualTo(Result.ok(SessionState.CANCELLED));
        SessionStatus cancelled = behind.handoffs.status(SESSION, proof).orElseThrow();
        assertThat(cancelled.state()).isEqualTo(SessionState.CANCELLED);
        assertThat(cancelled.endsAt())
                .as("the end that opening returned")
                .isEqualTo(ahead.clock.instant().plus(Duration.ofMinutes(60)));

        for (int minute = 0; minute < 80; minute++) {
            ahead.clock.advance(Duration.ofMinutes(1));
            behind.clock.advance(Duration.ofMinutes(1));
            ahead.handoffs.purge(10);
            assertThat(behind.handoffs.mint(SESSION, proof).isOk()).isFalse();
            assertThat(new TestPhone().hello(behind.handoffs, started.handoff()).isOk())
                    .isFalse();
        }
        assertThat(store.last()).as("the record after the purge").isNull();
    }

    /** A session is unknown after the retention, like a stored session after its purge. */
    @Test
    void codeAndProof_afterTheRetention_areRefusedAsUnknown() {
        StartedSession started = handoffs.start(SESSION).orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();
        stage.clock.advance(Duration.ofMinutes(60).plus(Duration.ofHours(24)).minusMillis(1));
        assertThat(handoffs.mint(SESSION, proof)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(handoffs.status(SESSION, proof).orElseThrow().state()).isEqualTo(SessionState.EXPIRED);
        stage.clock.advance(Duration.ofMillis(1));

        assertThat(handoffs.mint(SESSION, proof)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(handoffs.status(SESSION, proof)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(handoffs.cancel(SESSION, proof)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(new TestPhone().hello(handoffs, started.handoff()))
                .isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
    }

    @Test
    void pageProof_forgedCutOrOfAnotherSession_isRefused() {
        String proof = proofOf(handoffs.start(SESSION));
        String another = proofOf(handoffs.start("another"));
        String ofStage = proofOf(TestService.builder(store, stage.clock)
                .policy(TestService.UNSTORED)
                .namespace("stage")
                .build()
                .start(SESSION));
        String mac = proof.substring(67);
        List<String> wrong = List.of(
                "",
                "va_",
                another,
                ofStage,
                proof.substring(0, 67),
                proof.substring(0, 130),
                proof + "0",
                mac,
                another.substring(0, 67) + mac,
                proof.substring(0, 67) + another.substring(67),
                proof.substring(0, 66) + (proof.charAt(66) == '9' ? 'H' : '9') + mac,
                proof.substring(0, 67) + mac.toUpperCase(Locale.ROOT),
                handoffs.mint(SESSION, proof).orElseThrow().attemptId().reveal() + "0".repeat(64),
                "Bearer " + proof);
        for (String each : wrong) {
            assertThat(handoffs.mint(SESSION, each)).isEqualTo(Result.refused(Refusal.PAGE_PROOF_REQUIRED));
            assertThat(handoffs.cancel(SESSION, each)).isEqualTo(Result.refused(Refusal.PAGE_PROOF_REQUIRED));
            assertThat(handoffs.status(SESSION, each)).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        }
        assertThat(store.last()).isNull();
        assertThat(handoffs.mint(SESSION, proof).isOk()).isTrue();
    }

    @Test
    void events_ofUnstoredSessions_includeMintedCodes() {
        List<HandoffEvent> events = new ArrayList<>();
        HandoffService notifying = TestService.builder(store, stage.clock)
                .policy(TestService.UNSTORED)
                .listener(events::add)
                .build();
        notifying.open("opened").orElseThrow();
        StartedSession started = notifying.start(SESSION).orElseThrow();
        stage.clock.advance(Duration.ofMinutes(1));
        Handoff second = notifying
                .mint(SESSION, started.pageProof().orElseThrow().reveal())
                .orElseThrow();
        new TestPhone().hello(notifying, second).orElseThrow();
        notifying.cancel("unknown").orElseThrow();

        assertThat(events)
                .extracting(HandoffEvent::type)
                .containsExactly(
                        HandoffEvent.Type.OPENED,
                        HandoffEvent.Type.MINTED,
                        HandoffEvent.Type.REUSED,
                        HandoffEvent.Type.CONSUMED,
                        HandoffEvent.Type.CANCELLED);
        assertThat(events).extracting(HandoffEvent::attempt).containsExactly(0, 1, 2, 2, 0);
    }

    @Test
    void open_endAfterTheSessionLifetime_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> handoffs.open(
                        SESSION, TestService.NOON.plus(Duration.ofMinutes(60)).plusMillis(1)))
                .withMessageContaining("session lifetime");
        assertThat(handoffs.open(SESSION, TestService.NOON.plus(Duration.ofMinutes(60)))
                        .isOk())
                .isTrue();
    }

    @Test
    void mint_attemptNumbersAtTheirEnd_isRefused() {
        TestService hasty = new TestService(
                store,
                TestService.UNSTORED.withReuseWindow(Duration.ofMillis(1)).withSessionLifetime(Duration.ofDays(1)));
        String proof = proofOf(hasty.handoffs.start(SESSION));
        hasty.clock.advance(Duration.ofMillis(Limits.MAX_ATTEMPT));
        assertThat(hasty.handoffs.mint(SESSION, proof).orElseThrow().attempt()).isEqualTo(Limits.MAX_ATTEMPT);
        hasty.clock.advance(Duration.ofMillis(1));

        assertThat(hasty.handoffs.mint(SESSION, proof)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
    }

    /** After a deployment that switches to unstored sessions, the stored sessions go on. */
    @Test
    void storedSession_underAPolicyOfUnstoredSessions_goesOn() {
        TestService before = new TestService(store, TestService.UNSTORED.withOpening(HandoffPolicy.Opening.STORED));
        StartedSession started = before.handoffs.start(SESSION).orElseThrow();
        String proof = started.pageProof().orElseThrow().reveal();

        assertThat(handoffs.mint(SESSION, proof)).isEqualTo(Result.ok(started.handoff()));
        stage.clock.advance(Duration.ofSeconds(61));
        assertThat(handoffs.mint(SESSION, proof).orElseThrow().attempt()).isEqualTo(2);
        TestPhone phone = new TestPhone();
        assertThat(phone.hello(handoffs, started.handoff()).isOk()).isTrue();
        assertThat(new TestPhone().hello(handoffs, started.handoff()).refusal())
                .isEqualTo(Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    private static String proofOf(Result<StartedSession> started) {
        return started.orElseThrow().pageProof().orElseThrow().reveal();
    }
}
