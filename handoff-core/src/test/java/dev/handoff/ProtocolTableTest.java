package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.handoff.internal.session.Session;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules answer as {@code docs/protocol.md} says, row by row. */
class ProtocolTableTest {

    @TestFactory
    Stream<DynamicTest> rules_everyRowOfTheProtocol_answerAsWritten() throws IOException {
        return ProtocolTable.rows().stream()
                .map(row -> dynamicTest(row.section() + ": " + row.situation(), () -> play(row)));
    }

    @Test
    void protocol_everyCall_hasItsRows() throws IOException {
        List<String> sections =
                ProtocolTable.rows().stream().map(ProtocolTable.Row::section).toList();
        assertThat(sections).hasSizeGreaterThan(180);
        assertThat(sections)
                .contains(
                        "open",
                        "start: open and mint at once",
                        "mint",
                        "mint for the bound phone",
                        "consume",
                        "resume",
                        "challenge",
                        "match choices and pick",
                        "finish",
                        "finish by session id",
                        "cancel",
                        "check",
                        "status");
    }

    private static void play(ProtocolTable.Row row) {
        RulesPlay play = new RulesPlay();
        if (!row.given().isEmpty()) {
            for (String step : row.given().split(", ", -1)) {
                // a step that is refused would make another situation than the one described
                assertThat(play.play(step)).as(step).doesNotMatch("[A-Z_]{6,}");
            }
        }
        Session before = play.session();
        assertThat(play.play(row.call())).isEqualTo(row.answer());
        if (row.answer().matches("[A-Z_]{6,}")) {
            assertThat(play.session()).as("a refused call changes nothing").isSameAs(before);
        }
    }
}
