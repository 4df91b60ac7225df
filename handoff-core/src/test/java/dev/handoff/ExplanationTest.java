package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.handoff.Explanation.Expectation;
import dev.handoff.Explanation.Fact;
import dev.handoff.HandoffPolicy.Opening;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares explanations with the service's answers, in every situation of {@code docs/protocol.md}. */
class ExplanationTest {

    @TestFactory
    Stream<DynamicTest> explain_everySituation_expectsTheActualAnswers() throws IOException {
        return ProtocolTable.rows().stream()
                .flatMap(row -> row.openings().stream()
                        .map(opening -> dynamicTest(
                                opening + ", " + row.section() + ": " + row.situation(),
                                () -> expectsTheAnswers(row, opening))));
    }

    /** Checks that each expectation is a row of the page, in the section of its call. */
    @TestFactory
    Stream<DynamicTest> explain_everySituation_namesARowOfThePage() throws IOException {
        List<ProtocolTable.Row> rows = ProtocolTable.rows();
        return rows.stream()
                .map(row -> dynamicTest(row.section() + ": " + row.situation(), () -> {
                    for (Expectation expected :
                            situationOf(row, row.openings().get(0)).expectations()) {
                        assertThat(isOnThePage(expected, rows))
                                .as(expected.call() + ": " + expected.situation())
                                .isTrue();
                    }
                }));
    }

    @Test
    void explain_aWholeHandoff_listsTheFactsInOrderWithoutASecret() {
        TestStore store = new TestStore();
        TestService service = new TestService(store);
        TestPhone phone = new TestPhone();
        Handoff code = service.started();
        service.clock.advance(Duration.ofSeconds(4));
        Binding binding = phone.hello(service.handoffs, code).orElseThrow();
        service.clock.advance(Duration.ofSeconds(30));
        service.handoffs.finish(binding, Outcome.failedRetryably("chip.read")).orElseThrow();

        Explanation explanation = service.handoffs.explain(code.sessionId()).orElseThrow();

        assertThat(explanation.toString()).isEqualTo("""
                        state: created
                        2026-03-01T12:00:00Z attempt 1 was minted
                        2026-03-01T12:00:04Z attempt 1 was consumed, which bound its device; its latest connection is 1
                        2026-03-01T12:00:34Z the outcome was reported: FAILED_RETRYABLE chip.read
                        2026-03-01T12:05:00Z the code of attempt 1 expires
                        2026-03-01T13:00:00Z the session ends
                        mint by the page: yes, because: no row refuses the call
                        hello with the latest code, by a device that never came: HANDOFF_DEVICE_MISMATCH, \
                        because: a device is bound, and this is another
                        hello with the latest code, by the device that came last: HANDOFF_TOKEN_CONSUMED, \
                        because: spent""");
        assertThat(explanation.toString())
                .doesNotContain(store.lastSession().claim().deviceHash());
    }

    private static void expectsTheAnswers(ProtocolTable.Row row, Opening opening) {
        List<Expectation> expectations = situationOf(row, opening).expectations();
        List<Fact> facts = situationOf(row, opening).facts();
        assertThat(facts).isSortedAccordingTo(Comparator.comparing(Fact::at));
        for (Expectation expected : expectations) {
            ProtocolPlay play = situationOf(row, opening);
            String answer = !expected.call().startsWith("hello")
                    ? play.play("mint proven")
                    : play.playHelloWithTheLatestCode(expected.call().contains("came last"));
            assertThat(expected.refusal().map(Refusal::code))
                    .as(expected.call())
                    .isEqualTo(Optional.of(answer).filter(text -> text.matches("[A-Z_]{6,}")));
        }
    }

    private static boolean isOnThePage(Expectation expected, List<ProtocolTable.Row> rows) throws IOException {
        String section = expected.call().startsWith("hello") ? "consume" : "mint";
        String code = expected.refusal().map(Refusal::code).orElse("");
        return code.isEmpty()
                || ProtocolTable.text().contains("| " + expected.situation() + " | refused `" + code + "`")
                || rows.stream()
                        .anyMatch(row -> row.section().equals(section)
                                && row.situation().startsWith(expected.situation())
                                && row.answer().equals(code));
    }

    private static ProtocolPlay situationOf(ProtocolTable.Row row, Opening opening) {
        ProtocolPlay play = new ProtocolPlay(opening);
        row.steps().forEach(play::play);
        return play;
    }
}
