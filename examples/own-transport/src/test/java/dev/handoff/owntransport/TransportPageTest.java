package dev.handoff.owntransport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the code in {@code docs/transport.md} with this example. */
class TransportPageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "transport.md");
    private static final Path SOURCE = Path.of("src/main/java/dev/handoff/owntransport/HandoffLines.java");

    @Test
    void code_inThePage_isInThisExample() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```java\n") + "```java\n".length();
        List<String> shown = lines(page.substring(from, page.indexOf("```", from)));

        assertThat(shown).isNotEmpty();
        assertThat(lines(Files.readString(SOURCE))).containsSequence(shown);
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }
}
