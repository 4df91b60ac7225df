package dev.handoff.testkit.store;

import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.StartedSession;
import dev.handoff.testkit.TestPhone;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises with real threads on two nodes, many rounds each: at most one call wins, and the others receive the
 * right refusal. A call that fails with an unknown effect has no result.
 */
abstract class PromiseRaceTests extends StoreTests {

    private TestService service;
    private List<HandoffService> nodes;

    @BeforeEach
    final void startService() {
        service = new TestService(store);
        nodes = List.of(service.handoffs, new TestService(anotherStore(), service.clock).handoffs);
    }

    @Test
    void race_manyDevicesOneToken_oneIsBoundAndTheOthersAreRefused() {
        inRounds(contract.rounds() / 2, () -> {
            Handoff code = service.started();

            assertOneWinner(
                    (node, device) -> new TestPhone(node).scans(code).saysHello(), Refusal.HANDOFF_DEVICE_MISMATCH);
        });
    }

    @Test
    void race_manyDevicesManyOverlappingTokens_oneIsBound() {
        inRounds(contract.fewRounds(), () -> {
            Handoff first = service.started();
            List<Handoff> codes = List.of(
                    first, service.nextAfterWindow(first.sessionId()), service.nextAfterWindow(first.sessionId()));

            assertOneWinner(
                    (node, device) ->
                            new TestPhone(node).scans(codes.get(device % 3)).saysHello(),
                    Refusal.HANDOFF_DEVICE_MISMATCH);
        });
    }

    @Test
    void race_manyHellosOfOnePhone_oneIsAcceptedAndTheOthersMayResume() {
        String deviceId = "a phone that says hello often";
        inRounds(contract.fewRounds(), () -> {
            Handoff code = service.started();

            assertOneWinner(
                    (node, call) -> new TestPhone(node, deviceId).scans(code).saysHello(),
                    Refusal.HANDOFF_TOKEN_CONSUMED);
        });
    }

    @Test
    void race_manyMints_returnOnePayload() {
        inRounds(contract.fewRounds(), () -> {
            String session = TestService.newSession();
            service.handoffs.open(session).orElseThrow();
            assertOnePayload(together(Crowd.SIZE, (node, minter) -> node.mint(session)), 1);

            service.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            assertOnePayload(together(Crowd.SIZE, (node, minter) -> node.mint(session)), 2);
        });
    }

    @Test
    void race_manyStarts_returnOnePayload() {
        inRounds(contract.fewRounds(), () -> {
            String session = TestService.newSession();
            assertOnePayload(
                    together(Crowd.SIZE, (node, starter) -> node.start(session).map(StartedSession::handoff)), 1);
        });
    }

    @Test
    void race_consumeAgainstCancel_endsCancelled() {
        inRounds(contract.rounds() / 2, () -> {
            Handoff code = service.started();
            List<Result<?>> answers = together(
                    2,
                    (node, call) ->
                            call == 0 ? new TestPhone(node).scans(code).saysHello() : node.cancel(code.sessionId()));

            SessionStatus status = service.handoffs.status(code.sessionId()).orElseThrow();
            if (answers.size() == 2) {
                answers.get(0)
                        .refusal()
                        .ifPresent(reason -> assertThat(reason)
                                .as("the refusal of a hello at the same moment as a cancel")
                                .isEqualTo(Refusal.SESSION_EXPIRED));
                assertThat(answers.get(1))
                        .as("the result of a cancel at the same moment as a hello")
                        .isEqualTo(Result.ok(SessionState.CANCELLED));
                assertThat(status.state())
                        .as("the state after a hello and a cancel")
                        .isEqualTo(SessionState.CANCELLED);
                assertThat(status.isClaimed())
                        .as("whether a phone is bound, as the result of its hello says")
                        .isEqualTo(answers.get(0).isOk());
            }
        });
    }

    @Test
    void race_consumeAgainstMintAfterTheWindow_endsInProgress() {
        inRounds(contract.rounds() / 2, () -> {
            Handoff code = service.started();
            service.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            List<Result<?>> answers = together(
                    2,
                    (node, call) ->
                            call == 0 ? new TestPhone(node).scans(code).saysHello() : node.mint(code.sessionId()));

            SessionStatus status = service.handoffs.status(code.sessionId()).orElseThrow();
            if (answers.size() == 2) {
                assertThat(answers.get(0))
                        .as("a hello at the same moment as a mint")
                        .isOk();
                answers.get(1)
                        .refusal()
                        .ifPresent(reason -> assertThat(reason)
                                .as("the refusal of a mint at the same moment as a hello")
                                .isEqualTo(Refusal.SESSION_IN_PROGRESS));
                assertThat(status.state())
                        .as("the state after a hello and a mint")
                        .isEqualTo(SessionState.IN_PROGRESS);
            }
        });
    }

    @Test
    void race_manyResumesByOnePhone_giveDifferentConnectionsOfWhichTheLatestActs() {
        inRounds(contract.fewRounds(), () -> {
            Handoff code = service.started();
            TestPhone phone = new TestPhone(service.handoffs).scans(code);
            phone.saysHello().orElseThrow();
            List<Binding> bindings = together(
                    Crowd.SIZE,
                    (node, call) ->
                            node.resume(code.sessionId(), phone.credentials()).orElseThrow());

            assertThat(bindings.stream().map(Binding::connection))
                    .as("the connections of resumes at the same moment")
                    .doesNotHaveDuplicates();
            List<Long> latest = bindings.stream()
                    .filter(binding -> service.handoffs.check(binding).isOk())
                    .map(Binding::connection)
                    .toList();
            assertThat(latest).as("the connections that may act").hasSizeLessThanOrEqualTo(1);
            if (bindings.size() == Crowd.SIZE) {
                assertThat(latest).as("the connections that may act").containsExactly(Crowd.SIZE + 1L);
            }
        });
    }

    @Test
    void race_manyOutcomesOnOneConnection_oneIsRecorded() {
        inRounds(contract.fewRounds(), () -> {
            Binding binding = new TestPhone(service.handoffs)
                    .scans(service.started())
                    .saysHello()
                    .orElseThrow();
            assertOneWinner(
                    (node, call) -> node.finish(binding, Outcome.failed("code-" + call)), Refusal.SESSION_EXPIRED);
        });
    }

    /** Returns the results of many calls; half of them call one node, half the other node. */
    private <T> List<T> together(int size, BiFunction<HandoffService, Integer, T> call) {
        return Crowd.together(size, member -> call.apply(nodes.get(member % 2), member));
    }

    private <T> void assertOneWinner(BiFunction<HandoffService, Integer, Result<T>> call, Refusal truth) {
        Crowd.assertOneWinner(member -> call.apply(nodes.get(member % 2), member), truth);
    }

    private static void assertOnePayload(List<Result<Handoff>> answers, int attempt) {
        List<Handoff> payloads = answers.stream().map(Result::orElseThrow).toList();
        assertThat(payloads)
                .as("the codes of mints at the same moment, all of attempt " + attempt)
                .allMatch(payload -> payload.attempt() == attempt);
        assertThat(payloads.stream()
                        .map(payload ->
                                payload.attemptId().reveal() + payload.token().reveal() + payload.expiresAt())
                        .distinct()
                        .count())
                .as("the number of different codes that mints at the same moment returned")
                .isLessThanOrEqualTo(1);
    }
}
