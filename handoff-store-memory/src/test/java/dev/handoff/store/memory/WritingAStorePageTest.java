package dev.handoff.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.store.TokenStoreContract;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@code docs/writing-a-store.md} fits on one page, and explains every group and every hook of the contract. */
class WritingAStorePageTest {

    private static final Path PAGE = Path.of("..", "docs", "writing-a-store.md");

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(PAGE);
    }

    @Test
    void groups_ofTheContract_areExplained() {
        Stream<String> groups = Arrays.stream(TokenStoreContract.class.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(Nested.class))
                .map(type -> "`" + type.getSimpleName() + "`");

        assertThat(groups).isNotEmpty().allMatch(page::contains);
    }

    @Test
    void hooks_ofTheContract_areExplained() {
        Stream<String> hooks = Arrays.stream(TokenStoreContract.class.getDeclaredMethods())
                .filter(method -> Modifier.isProtected(method.getModifiers()))
                .map(method -> " " + method.getName() + "(");

        assertThat(hooks).isNotEmpty().allMatch(page::contains);
    }

    @Test
    void page_hasAtMost65Lines() {
        assertThat(page.lines()).hasSizeLessThanOrEqualTo(65);
    }
}
