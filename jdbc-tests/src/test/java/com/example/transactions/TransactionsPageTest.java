package com.example.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in {@code docs/transactions.md} consists of lines of real hosts, in this module and in {@code consumer}. */
class TransactionsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "transactions.md");
    private static final List<Path> HOSTS = List.of(
            Path.of("src", "test", "java", "com", "example", "transactions"),
            Path.of("..", "consumer", "quarkus", "src", "main"),
            Path.of("..", "consumer", "micronaut", "src", "main"));
    private static final Pattern BLOCK = Pattern.compile("```(?:java|properties)\n(.*?)```", Pattern.DOTALL);

    @Test
    void code_ofThePage_isPartOfTheHosts() throws IOException {
        List<List<String>> sources =
                HOSTS.stream().flatMap(TransactionsPageTest::filesIn).toList();
        List<List<String>> shown = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> lines(block.group(1)))
                .toList();

        assertThat(shown)
                .hasSize(8)
                .allSatisfy(block -> assertThat(sources)
                        .anySatisfy(source -> assertThat(source).containsSequence(block)));
    }

    private static Stream<List<String>> filesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(TransactionsPageTest::read).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> read(Path file) {
        try {
            return lines(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }
}
