package dev.handoff.testkit.store;

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
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.testkit.TestPhone;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises with real threads on two nodes, many rounds each: at most one winner, and the others are told the truth.
 * Whom an exception left without an answer was told nothing.
 */
abstract class PromiseRaceTests extends StoreTests {

    private static final int DEVICES = 12;

    private TestService service;
    private List<HandoffService> nodes;

    PromiseRaceTests(TokenStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    final void startService() {
        service = new TestService(store);
        nodes = List.of(service.handoffs, new TestService(anotherStore(), service.clock).handoffs);
    }

    @Test
    void race_manyDevicesOneToken_oneWinsAndTheOthersAreToldMismatch() {
        inRounds(contract.rounds() / 2, () -> {
            Handoff code = service.started();

            assertOneWinner(
                    together((node, device) -> new TestPhone(node).scans(code).saysHello()),
                    Refusal.HANDOFF_DEVICE_MISMATCH);
        });
    }

    @Test
    void race_manyDevicesManyOverlappingTokens_oneWins() {
        inRounds(contract.fewRounds(), () -> {
            Handoff first = service.started();
            List<Handoff> codes = List.of(
                    first, service.nextAfterWindow(first.sessionId()), service.nextAfterWindow(first.sessionId()));

            assertOneWinner(
                    together((node, device) ->
                            new TestPhone(node).scans(codes.get(device % 3)).saysHello()),
                    Refusal.HANDOFF_DEVICE_MISMATCH);
        });
    }

    @Test
    void race_onePhoneManyTimes_oneHelloWinsAndTheOthersMayResume() {
        String deviceId = "a phone that says everything often";
        inRounds(contract.fewRounds(), () -> {
            Handoff code = service.started();

            assertOneWinner(
                    together((node, call) ->
                            new TestPhone(node, deviceId).scans(code).saysHello()),
                    Refusal.HANDOFF_TOKEN_CONSUMED);
        });
    }

    @Test
    void race_manyMinters_getOnePayload() {
        inRounds(contract.fewRounds(), () -> {
            String session = TestService.newSession();
            service.handoffs.open(session).orElseThrow();
            assertOnePayload(together((node, minter) -> node.mint(session)), 1);

            service.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            assertOnePayload(together((node, minter) -> node.mint(session)), 2);
        });
    }

    @Test
    void race_manyStarters_getOnePayload() {
        inRounds(contract.fewRounds(), () -> {
            String session = TestService.newSession();
            assertOnePayload(together((node, starter) -> node.start(session).map(StartedSession::handoff)), 1);
        });
    }

    @Test
    void race_consumeAgainstCancel_endsCancelledWhoeverWasFirst() {
        inRounds(contract.rounds() / 2, () -> {
            Handoff code = service.started();
            List<Optional<Result<?>>> answers = twoAtOnce(
                    () -> new TestPhone(nodes.get(0)).scans(code).saysHello(),
                    () -> nodes.get(1).cancel(code.sessionId()));

            if (answers.stream().allMatch(Optional::isPresent)) {
                Result<?> hello = answers.get(0).orElseThrow();
                assertThat(answers.get(1)).contains(Result.ok(SessionState.CANCELLED));
                hello.refusal().ifPresent(reason -> assertThat(reason).isEqualTo(Refusal.SESSION_EXPIRED));
                SessionStatus status = service.handoffs.status(code.sessionId()).orElseThrow();
                assertThat(status.state()).isEqualTo(SessionState.CANCELLED);
                assertThat(status.isClaimed()).isEqualTo(hello.isOk());
            }
        });
    }

    @Test
    void race_consumeAgainstMintAtTheWindowsEdge_consumesAndNeverMintsAfterwards() {
        inRounds(contract.rounds() / 2, () -> {
            Handoff code = service.started();
            service.clock.advance(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
            List<Optional<Result<?>>> answers = twoAtOnce(
                    () -> new TestPhone(nodes.get(0)).scans(code).saysHello(),
                    () -> nodes.get(1).mint(code.sessionId()));

            answers.get(1)
                    .flatMap(Result::refusal)
                    .ifPresent(reason -> assertThat(reason).isEqualTo(Refusal.SESSION_IN_PROGRESS));
            answers.get(0).ifPresent(hello -> {
                assertThat(hello.isOk()).isTrue();
                assertThat(service.handoffs
                                .status(code.sessionId())
                                .orElseThrow()
                                .state())
                        .isEqualTo(SessionState.IN_PROGRESS);
            });
        });
    }

    @Test
    void race_manyResumesByOnePhone_allSucceedOnConnectionsOfTheirOwnAndTheLatestFinishes() {
        inRounds(contract.fewRounds(), () -> {
            Handoff code = service.started();
            TestPhone phone = new TestPhone(service.handoffs).scans(code);
            phone.saysHello().orElseThrow();
            List<Binding> bindings =
                    valuesOf(together((node, call) -> node.resume(code.sessionId(), phone.credentials())));

            assertThat(bindings.stream().map(Binding::connection)).doesNotHaveDuplicates();
            List<Long> latest = bindings.stream()
                    .filter(binding -> service.handoffs.check(binding).isOk())
                    .map(Binding::connection)
                    .toList();
            if (bindings.size() == DEVICES) {
                assertThat(latest).containsExactly(DEVICES + 1L);
            } else {
                assertThat(latest).hasSizeLessThanOrEqualTo(1);
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
                    together((node, call) -> node.finish(binding, Outcome.failed("code-" + call))),
                    Refusal.SESSION_EXPIRED);
        });
    }

    /** What each of many was told, of whom half ask one node and half the other. */
    private <T> List<Optional<Result<T>>> together(BiFunction<HandoffService, Integer, Result<T>> call) {
        return ManyThreads.together(DEVICES, member -> told(() -> call.apply(nodes.get(member % 2), member)));
    }

    private static List<Optional<Result<?>>> twoAtOnce(Supplier<Result<?>> first, Supplier<Result<?>> second) {
        return ManyThreads.together(2, member -> told(member == 0 ? first : second));
    }

    private static <R> Optional<R> told(Supplier<R> call) {
        try {
            return Optional.of(call.get());
        } catch (TokenStoreException e) {
            if (e.effect() == Effect.UNKNOWN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void assertOnePayload(List<Optional<Result<Handoff>>> answers, int attempt) {
        List<Handoff> payloads = valuesOf(answers);
        assertThat(payloads).allMatch(payload -> payload.attempt() == attempt);
        assertThat(payloads.stream()
                        .map(payload ->
                                payload.attemptId().reveal() + payload.token().reveal() + payload.expiresAt())
                        .distinct())
                .hasSizeLessThanOrEqualTo(1);
    }

    private static <T> void assertOneWinner(List<Optional<Result<T>>> answers, Refusal truth) {
        Stream<Result<T>> winners = answers.stream().flatMap(Optional::stream).filter(Result::isOk);
        if (answers.stream().allMatch(Optional::isPresent)) {
            assertThat(winners).as("winners").hasSize(1);
        } else {
            assertThat(winners).as("winners").hasSizeLessThanOrEqualTo(1);
        }
        assertThat(answers.stream().flatMap(Optional::stream).flatMap(answer -> answer.refusal().stream()))
                .allMatch(truth::equals);
    }

    private static <T> List<T> valuesOf(List<Optional<Result<T>>> answers) {
        return answers.stream()
                .flatMap(Optional::stream)
                .map(Result::orElseThrow)
                .toList();
    }
}
