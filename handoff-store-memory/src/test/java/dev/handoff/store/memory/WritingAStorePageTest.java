package dev.handoff.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.store.TokenStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The page {@code docs/writing-a-store.md} shows the memory store itself, and explains every group of the contract. */
class WritingAStorePageTest {

    private static final Path PAGE = Path.of("..", "docs", "writing-a-store.md");
    private static final Path STORE = Path.of("src/main/java/dev/handoff/store/memory/MemoryTokenStore.java");

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

    @Test
    void groups_ofThePage_areTheContracts() throws IOException {
        String page = Files.readString(PAGE);
        Stream<String> groups = Arrays.stream(TokenStoreContract.class.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(Nested.class))
                .map(type -> "`" + type.getSimpleName() + "`");

        assertThat(groups).isNotEmpty().allMatch(page::contains);
    }

    private static List<String> lines(String block) {
        return Arrays.stream(block.split("\n", -1))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
