package dev.handoff.internal.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the known answers of {@code docs/vectors.json}. */
final class Vectors {

    static final Path FILE = Path.of("..", "docs", "vectors.json");

    private Vectors() {}

    /** Returns every list by its name. */
    static Map<String, List<Vector>> lists() throws IOException {
        Map<String, List<Vector>> lists = new LinkedHashMap<>();
        new ObjectMapper().readTree(FILE.toFile()).properties().forEach(field -> {
            if (field.getValue().isArray()) {
                List<Vector> vectors = new ArrayList<>();
                field.getValue().forEach(each -> vectors.add(new Vector(each)));
                lists.put(field.getKey(), vectors);
            }
        });
        return lists;
    }

    /** The inputs of a computation, with the expected answer. */
    record Vector(JsonNode fields) {

        String text(String name) {
            return field(name).textValue();
        }

        byte[] utf8(String name) {
            return text(name).getBytes(StandardCharsets.UTF_8);
        }

        byte[] bytes(String name) {
            return HexFormat.of().parseHex(text(name));
        }

        long number(String name) {
            return field(name).longValue();
        }

        boolean flag(String name) {
            return field(name).booleanValue();
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            field(name).forEach(each -> texts.add(each.textValue()));
            return texts;
        }

        private JsonNode field(String name) {
            return Objects.requireNonNull(fields.get(name), name);
        }
    }
}
