package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.Outcome;
import dev.handoff.testkit.TestPhone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises with real threads, hundreds of rounds each: exactly one winner, and the others are told the truth. */
abstract class PromiseRaceTests extends StoreTests {

    private static final int DEVICES = 24;
    private static final int MINTERS = 20;

    private TestService service;

    PromiseRaceTests(TokenStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    final void startService() {
        service = new TestService(store);
    }

    @Test
    void race_manyDevicesOneToken_oneWinsAndTheOthersAreToldMismatch() {
        for (int round = 0; round < contract.rounds(); round++) {
            Handoff code = service.started();
            List<Result<Binding>> answers = ManyThreads.together(
                    DEVICES,
                    device -> new TestPhone(service.handoffs).scans(code).saysHello());

            assertOneWinner(answers, Set.of(Refusal.HANDOFF_DEVICE_MISMATCH));
        }
    }

    @Test
    void race_manyDevicesManyOverlappingTokens_oneWins() {
        for (int round = 0; round < contract.rounds() / 4; round++) {
            List<Handoff> codes = new ArrayList<>(List.of(service.started()));
            for (int i = 0; i < 2; i++) {
                codes.add(service.nextAfterWindow(codes.get(0).sessionId()));
            }
            List<Result<Binding>> answers = ManyThreads.together(
                    DEVICES,
                    device -> new TestPhone(service.handoffs)
                            .scans(codes.get(device % codes.size()))
                            .saysHello());

            assertOneWinner(answers, Set.of(Refusal.HANDOFF_DEVICE_MISMATCH));
        }
    }

    @Test
    void race_onePhoneManyTimes_oneHelloWinsAndTheOthersMayResume() {
        TestPhone phone = new TestPhone(service.handoffs);
        for (int round = 0; round < contract.rounds() / 4; round++) {
            Handoff code = service.started();
            List<Result<Binding>> answers =
                    ManyThreads.together(DEVICES, device -> phone.scans(code).saysHello());

            assertOneWinner(answers, Set.of(Refusal.HANDOFF_TOKEN_CONSUMED));
        }
    }

    @Test
    void race_manyMinters_getOnePayload() {
        for (int round = 0; round < contract.rounds(); round++) {
            String session = TestService.newSession();
            service.handoffs.open(session).orElseThrow();
            assertOnePayload(ManyThreads.together(MINTERS, minter -> service.handoffs.mint(session)), 1);

            service.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            assertOnePayload(ManyThreads.together(MINTERS, minter -> service.handoffs.mint(session)), 2);
        }
    }

    @Test
    void race_manyStarters_getOnePayload() {
        for (int round = 0; round < contract.rounds() / 4; round++) {
            String session = TestService.newSession();
            assertOnePayload(ManyThreads.together(MINTERS, starter -> service.handoffs.start(session)), 1);
        }
    }

    @Test
    void race_consumeAgainstCancel_endsCancelledWhoeverWasFirst() {
        for (int round = 0; round < contract.rounds(); round++) {
            Handoff code = service.started();
            List<Result<?>> answers = ManyThreads.together(
                    2,
                    member -> member == 0
                            ? new TestPhone(service.handoffs).scans(code).saysHello()
                            : service.handoffs.cancel(code.sessionId()));

            assertThat(answers.get(1)).isEqualTo(Result.ok(SessionState.CANCELLED));
            answers.get(0).refusal().ifPresent(reason -> assertThat(reason).isEqualTo(Refusal.SESSION_EXPIRED));
            SessionStatus status = service.handoffs.status(code.sessionId()).orElseThrow();
            assertThat(status.state()).isEqualTo(SessionState.CANCELLED);
            assertThat(status.isClaimed()).isEqualTo(answers.get(0).isOk());
        }
    }

    @Test
    void race_consumeAgainstMintAtTheWindowsEdge_consumesAndNeverMintsAfterwards() {
        for (int round = 0; round < contract.rounds(); round++) {
            Handoff code = service.started();
            service.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            List<Result<?>> answers = ManyThreads.together(
                    2,
                    member -> member == 0
                            ? new TestPhone(service.handoffs).scans(code).saysHello()
                            : service.handoffs.mint(code.sessionId()));

            assertThat(answers.get(0).isOk()).isTrue();
            answers.get(1).refusal().ifPresent(reason -> assertThat(reason).isEqualTo(Refusal.SESSION_IN_PROGRESS));
            assertThat(service.handoffs.status(code.sessionId()).orElseThrow().state())
                    .isEqualTo(SessionState.IN_PROGRESS);
        }
    }

    @Test
    void race_manyResumesByOnePhone_allSucceedOnConnectionsOfTheirOwnAndTheLatestFinishes() {
        for (int round = 0; round < contract.rounds() / 10; round++) {
            TestPhone phone = new TestPhone(service.handoffs);
            Handoff code = service.started();
            phone.scans(code).saysHello().orElseThrow();
            List<Binding> bindings = ManyThreads.together(
                    DEVICES, member -> phone.scans(code).resumes().orElseThrow());

            List<Long> connections = bindings.stream().map(Binding::connection).toList();
            assertThat(connections).doesNotHaveDuplicates().allMatch(number -> number >= 2 && number <= DEVICES + 1);
            for (Binding binding : bindings) {
                boolean isLatest = binding.connection() == DEVICES + 1;
                assertThat(service.handoffs.check(binding).refusal())
                        .isEqualTo(isLatest ? Optional.empty() : Optional.of(Refusal.CONNECTION_REPLACED));
            }
        }
    }

    @Test
    void race_manyOutcomesOnOneConnection_oneIsRecorded() {
        for (int round = 0; round < contract.rounds() / 4; round++) {
            Handoff code = service.started();
            Binding binding =
                    new TestPhone(service.handoffs).scans(code).saysHello().orElseThrow();
            List<Result<SessionState>> answers = ManyThreads.together(
                    MINTERS, member -> service.handoffs.finish(binding, Outcome.failed("code-" + member)));

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
