package dev.handoff.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks what every file of the project has in common: its length, its words, and the links of pages. */
class HouseTest {

    private static final Path ROOT = Path.of("..");
    private static final int MOST_LINES = 300;

    /** The front door: one documented method for each call. */
    private static final Set<String> LONGER = Set.of("handoff-core/src/main/java/dev/handoff/HandoffService.java");

    /** Words that readers whose second language is English had to read twice. */
    private static final Pattern UNCLEAR = Pattern.compile(
            "\\b(whoever|looks? whether|(is|are|was|were|be) told|for people|besides)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    /** Each file's text, by its path from the root with slashes. */
    private static final Map<String, String> FILES = new TreeMap<>();

    @BeforeAll
    static void readAllFiles() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean isSource = folder.equals(ROOT) || !(name.startsWith(".") || name.equals("target"));
                return isSource ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().matches(".*\\.(java|js|html|css|sql|md)")) {
                    FILES.put(ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(FILES).hasSizeGreaterThan(400).containsKey("README.md");
    }

    @Test
    void codeFiles_haveAtMost300Lines() {
        assertThat(FILES.keySet().stream()
                        .filter(file -> !file.endsWith(".md") && !LONGER.contains(file))
                        .filter(file -> FILES.get(file).lines().count() > MOST_LINES))
                .isEmpty();
    }

    @Test
    void allFiles_useClearWords() {
        String self = "architecture/src/test/java/dev/handoff/architecture/HouseTest.java";
        List<String> found = new ArrayList<>();
        FILES.forEach((file, text) -> text.lines()
                .filter(line -> !file.equals(self) && UNCLEAR.matcher(line).find())
                .forEach(line -> found.add(file + ": " + line.strip())));
        assertThat(found).isEmpty();
    }

    @Test
    void linksOfPages_leadToFilesAndHeadings() {
        List<String> broken = new ArrayList<>();
        FILES.forEach((page, text) -> {
            if (page.endsWith(".md")) {
                LINK.matcher(CODE.matcher(text).replaceAll(""))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.startsWith("https://") && !isThere(page, link))
                        .forEach(link -> broken.add(page + ": " + link));
            }
        });
        assertThat(broken).isEmpty();
    }

    private static boolean isThere(String page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? Path.of(page) : Path.of(page).resolveSibling(parts[0]);
        String file = target.normalize().toString().replace('\\', '/');
        return Files.exists(ROOT.resolve(file))
                && (parts.length == 1 || anchors(FILES.getOrDefault(file, "")).contains(parts[1]));
    }

    /** Returns the anchors that GitHub gives to the headings of a page. */
    private static Set<String> anchors(String page) {
        return HEADING.matcher(CODE.matcher(page).replaceAll(""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
