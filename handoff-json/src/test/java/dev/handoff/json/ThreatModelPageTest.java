package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The recipes on {@code docs/threat-model.md} are those of {@link ThreatModelTest}, and the tests that it names exist.
 */
class ThreatModelPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/threat-model.md");
    private static final Path RECIPES = Path.of("src/test/java/dev/handoff/json/ThreatModelTest.java");
    private static final Pattern RECIPE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// recipe\n(.*?)\n *// end", Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.([a-z]\\w*_\\w+)`");
    private static final Pattern MITIGATION = Pattern.compile("(?m)^\\| 6\\.1\\.(\\d+) \\|");

    @Test
    void recipes_onThePage_areTheseRegions() throws IOException {
        assertThat(blocks(RECIPE, Files.readString(PAGE)))
                .hasSize(7)
                .containsExactlyElementsOf(blocks(REGION, Files.readString(RECIPES)));
    }

    @Test
    void tests_thatThePageNames_exist() throws IOException {
        List<MatchResult> named = TEST.matcher(Files.readString(PAGE)).results().toList();
        assertThat(named).hasSizeGreaterThan(20);
        Map<String, String> sources = testSources();

        assertThat(named.stream()
                        .filter(test -> !sources.getOrDefault(test.group(1), "")
                                .matches("(?s).*(void|Stream<DynamicTest>) " + test.group(2) + "\\(.*"))
                        .map(MatchResult::group))
                .as("missing tests that the page names")
                .isEmpty();
    }

    @Test
    void mitigations_ofTheRfc_areComplete() throws IOException {
        List<Integer> numbers = MITIGATION
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();

        assertThat(numbers)
                .isEqualTo(Stream.iterate(1, number -> number + 1).limit(17).toList());
    }

    /** Returns the texts of the blocks without white space, because the formatter may wrap code otherwise. */
    private static List<String> blocks(Pattern block, String text) {
        return block.matcher(text)
                .results()
                .map(found -> found.group(1).replaceAll("\\s", ""))
                .toList();
    }

    /** Returns the sources of all tests by class name, including the published tests of handoff-testkit. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(ThreatModelPageTest::isTestSource).toList()) {
                String name = file.getFileName().toString();
                sources.merge(
                        name.substring(0, name.length() - ".java".length()), Files.readString(file), String::concat);
            }
        }
        return sources;
    }

    private static boolean isTestSource(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java")
                && (path.contains("/src/test/java/") || path.contains("/handoff-testkit/src/main/"));
    }
}
