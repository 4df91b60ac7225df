package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked example of {@code docs/writing-a-store.md} is the memory store itself. */
class WritingAStorePageTest {

    private static final Path PAGE = Path.of("..", "docs", "writing-a-store.md");
    private static final Path STORE =
            Path.of("..", "handoff-store-memory/src/main/java/dev/handoff/store/memory/MemoryTokenStore.java");

    @Test
    void example_ofThePage_isTheMemoryStore() throws IOException {
        String page = Files.readString(PAGE);
        String source = Files.readString(STORE);
        int from = page.indexOf("```java\n") + "```java\n".length();
        List<String> shown = lines(page.substring(from, page.indexOf("```", from)));

        assertThat(shown).isNotEmpty();
        assertThat(lines(source.substring(source.indexOf("    private final"), source.lastIndexOf('}'))))
                .containsExactlyElementsOf(shown);
    }

    private static List<String> lines(String block) {
        return Arrays.stream(block.split("\n", -1))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
