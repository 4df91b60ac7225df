package dev.handoff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@code docs/protocol.md} that can be played. */
final class ProtocolTable {

    private static final Path PAGE = Path.of("..", "docs", "protocol.md");
    private static final List<String> HEADER = List.of("situation", "given", "call", "answer");

    private ProtocolTable() {}

    /**
     * One row.
     *
     * @param section the heading above
     * @param given steps, separated by commas
     */
    record Row(String section, String situation, String given, String call, String answer) {}

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
                rows.add(new Row(section, cells.get(0), cells.get(1), cells.get(2), cells.get(3)));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }
}
