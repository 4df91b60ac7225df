package dev.handoff.owntransport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code docs/transport.md} shows is this example's code. */
class TransportPageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "transport.md");
    private static final Path SOURCE = Path.of("src/main/java/dev/handoff/owntransport/HandoffLines.java");

    @Test
    void code_ofThePage_standsInThisExample() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```java\n") + "```java\n".length();
        String shown = page.substring(from, page.indexOf("```", from));

        assertThat(shown).isNotBlank();
        assertThat(Files.readString(SOURCE)).contains(shown);
    }
}
