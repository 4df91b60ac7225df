package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.internal.session.SessionText;
import dev.handoff.spi.StoredRecord;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the service's answers with the rows of {@code docs/protocol.md}. */
class ProtocolTableTest {

    @TestFactory
    Stream<DynamicTest> service_everyRowOfTheProtocol_answersAsWritten() throws IOException {
        return ProtocolTable.rows().stream()
                .flatMap(row -> row.openings().stream()
                        .map(opening -> dynamicTest(
                                opening + ", " + row.section() + ": " + row.situation(), () -> play(row, opening))));
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
                        "decline",
                        "check",
                        "status");
    }

    private static void play(ProtocolTable.Row row, Opening opening) {
        ProtocolPlay play = new ProtocolPlay(opening);
        for (String step : row.steps()) {
            // after a refused step the situation would not be the described one
            assertThat(play.play(step)).as(step).doesNotMatch("[A-Z_]{6,}");
        }
        StoredRecord before = play.stored();
        assertThat(play.play(row.call())).isEqualTo(row.answer());
        if (row.answer().matches("[A-Z_]{6,}")) {
            assertThat(play.stored()).as("a refused call changes nothing").isEqualTo(before);
        }
        if (opening == Opening.UNSTORED && before == null && row.call().matches("(open|start|mint|status).*")) {
            assertThat(play.stored()).as("the record before a phone came").isNull();
        }
        assertThat(writesOf(play.stored()) - writesOf(before)).as("writes").isBetween(0L, before == null ? 2L : 1L);
    }

    private static long writesOf(@Nullable StoredRecord record) {
        return record == null
                ? 0
                : SessionText.read(record.body(), record.endsAt()).version();
    }
}
