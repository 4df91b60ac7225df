package dev.handoff;

import dev.handoff.HandoffPolicy.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of {@code docs/protocol.md} that can be played. */
final class ProtocolTable {

    private static final Path PAGE = Path.of("..", "docs", "protocol.md");
    private static final List<String> HEADER = List.of("situation", "given", "call", "answer");

    private ProtocolTable() {}

    /**
     * A row of a table.
     *
     * @param section the heading above
     * @param openings the openings that the row holds for: both, unless the situation begins with an opening
     * @param given the steps, separated by commas
     */
    record Row(String section, List<Opening> openings, String situation, String given, String call, String answer) {

        List<String> steps() {
            return given.isEmpty() ? List.of() : List.of(given.split(", ", -1));
        }
    }

    static String text() throws IOException {
        return Files.readString(PAGE);
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        boolean isPlayable = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
            }
            if (!line.startsWith("|")) {
                isPlayable = false;
                continue;
            }
            List<String> cells = cells(line);
            if (cells.equals(HEADER)) {
                isPlayable = true;
            } else if (isPlayable && !line.startsWith("|---")) {
                rows.add(row(section, cells));
            }
        }
        return rows;
    }

    private static Row row(String section, List<String> cells) {
        String situation = cells.get(0);
        List<Opening> openings = List.of(Opening.values());
        for (Opening opening : Opening.values()) {
            String word = opening.name().toLowerCase(Locale.ROOT) + ": ";
            if (situation.startsWith(word)) {
                situation = situation.substring(word.length());
                openings = List.of(opening);
            }
        }
        return new Row(section, openings, situation, cells.get(1), cells.get(2), cells.get(3));
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }
}
