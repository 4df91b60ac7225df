package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises with real threads, hundreds of rounds each: exactly one winner, and losers hear the truth. */
abstract class HandoffRaces extends LostAnswers {

    private static final int DEVICES = 24;
    private static final int MINTERS = 20;

    private Stage stage;

    @BeforeEach
    final void setRaceTrack() {
        stage = new Stage(store);
    }

    @Test
    void race_manyDevicesOneToken_oneWinsAndTheOthersHearMismatch() {
        for (int round = 0; round < rounds(); round++) {
            Handoff code = stage.started();
            List<Result<Binding>> answers = Crowd.of(DEVICES, device -> new FakePhone().hello(stage.handoffs, code));

            assertOneWinner(answers, Set.of(Refusal.HANDOFF_DEVICE_MISMATCH));
        }
    }

    @Test
    void race_manyDevicesManyOverlappingTokens_oneWins() {
        for (int round = 0; round < rounds() / 4; round++) {
            List<Handoff> codes = new ArrayList<>(List.of(stage.started()));
            for (int i = 0; i < 2; i++) {
                codes.add(stage.nextAfterWindow(codes.get(0).sessionId()));
            }
            List<Result<Binding>> answers = Crowd.of(
                    DEVICES, device -> new FakePhone().hello(stage.handoffs, codes.get(device % codes.size())));

            assertOneWinner(answers, Set.of(Refusal.HANDOFF_DEVICE_MISMATCH));
        }
    }

    @Test
    void race_onePhoneManyTimes_oneHelloWinsAndTheOthersMayResume() {
        FakePhone phone = new FakePhone();
        for (int round = 0; round < rounds() / 4; round++) {
            Handoff code = stage.started();
            List<Result<Binding>> answers = Crowd.of(DEVICES, device -> phone.hello(stage.handoffs, code));

            assertOneWinner(answers, Set.of(Refusal.HANDOFF_TOKEN_CONSUMED));
        }
    }

    @Test
    void race_manyMinters_getOnePayload() {
        for (int round = 0; round < rounds(); round++) {
            String session = Stage.newSession();
            stage.handoffs.open(session).orElseThrow();
            assertOnePayload(Crowd.of(MINTERS, minter -> stage.handoffs.mint(session)), 1);

            stage.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            assertOnePayload(Crowd.of(MINTERS, minter -> stage.handoffs.mint(session)), 2);
        }
    }

    @Test
    void race_manyStarters_getOnePayload() {
        for (int round = 0; round < rounds() / 4; round++) {
            String session = Stage.newSession();
            assertOnePayload(Crowd.of(MINTERS, starter -> stage.handoffs.start(session)), 1);
        }
    }

    @Test
    void race_consumeAgainstCancel_endsCancelledWhoeverWasFirst() {
        for (int round = 0; round < rounds(); round++) {
            Handoff code = stage.started();
            List<Result<?>> answers = Crowd.of(
                    2,
                    member -> member == 0
                            ? new FakePhone().hello(stage.handoffs, code)
                            : stage.handoffs.cancel(code.sessionId()));

            assertThat(answers.get(1)).isEqualTo(Result.ok(SessionState.CANCELLED));
            answers.get(0).refusal().ifPresent(reason -> assertThat(reason).isEqualTo(Refusal.SESSION_EXPIRED));
            SessionStatus status = stage.handoffs.status(code.sessionId()).orElseThrow();
            assertThat(status.state()).isEqualTo(SessionState.CANCELLED);
            assertThat(status.isClaimed()).isEqualTo(answers.get(0).isOk());
        }
    }

    @Test
    void race_consumeAgainstMintAtTheWindowsEdge_consumesAndNeverMintsAfterwards() {
        for (int round = 0; round < rounds(); round++) {
            Handoff code = stage.started();
            stage.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            List<Result<?>> answers = Crowd.of(
                    2,
                    member -> member == 0
                            ? new FakePhone().hello(stage.handoffs, code)
                            : stage.handoffs.mint(code.sessionId()));

            assertThat(answers.get(0).isOk()).isTrue();
            answers.get(1).refusal().ifPresent(reason -> assertThat(reason).isEqualTo(Refusal.SESSION_IN_PROGRESS));
            assertThat(stage.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.IN_PROGRESS);
        }
    }

    @Test
    void race_manyResumesByOnePhone_allSucceedOnConnectionsOfTheirOwnAndTheLatestFinishes() {
        for (int round = 0; round < rounds() / 10; round++) {
            FakePhone phone = new FakePhone();
            Handoff code = stage.started();
            phone.hello(stage.handoffs, code).orElseThrow();
            List<Binding> bindings = Crowd.of(
                    DEVICES, member -> phone.resume(stage.handoffs, code).orElseThrow());

            List<Long> connections = bindings.stream().map(Binding::connection).toList();
            assertThat(connections).doesNotHaveDuplicates().allMatch(number -> number >= 2 && number <= DEVICES + 1);
            for (Binding binding : bindings) {
                boolean isLatest = binding.connection() == DEVICES + 1;
                assertThat(stage.handoffs.check(binding).refusal())
                        .isEqualTo(isLatest ? Optional.empty() : Optional.of(Refusal.CONNECTION_REPLACED));
            }
        }
    }

    @Test
    void race_manyOutcomesOnOneConnection_oneIsRecorded() {
        for (int round = 0; round < rounds() / 4; round++) {
            Handoff code = stage.started();
            Binding binding = new FakePhone().hello(stage.handoffs, code).orElseThrow();
            List<Result<SessionState>> answers =
                    Crowd.of(MINTERS, member -> stage.handoffs.finish(binding, Outcome.failed("code-" + member)));

            assertThat(answers.stream().filter(Result::isOk)).hasSize(1);
            assertThat(refusals(answers)).containsOnly(Refusal.SESSION_EXPIRED);
        }
    }

    private static void assertOnePayload(List<Result<Handoff>> answers, int attempt) {
        List<Handoff> payloads = answers.stream().map(Result::orElseThrow).toList();
        assertThat(payloads).allMatch(payload -> payload.attempt() == attempt);
        assertThat(payloads.stream()
                        .map(payload ->
                                payload.attemptId().reveal() + payload.token().reveal() + payload.expiresAt())
                        .distinct())
                .hasSize(1);
    }

    private static void assertOneWinner(List<Result<Binding>> answers, Set<Refusal> truth) {
        assertThat(answers.stream().filter(Result::isOk)).as("winners").hasSize(1);
        assertThat(refusals(answers)).allMatch(truth::contains);
    }

    private static <T> Stream<Refusal> refusals(List<Result<T>> answers) {
        return answers.stream().flatMap(answer -> answer.refusal().stream());
    }
}
