package dev.handoff.verifyweb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;

/** JSON in, read strictly; JSON out, with instants in the one way that the contract knows. */
final class Json {

    private static final int DEEPEST_NESTING = 16;
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // strangers choose the names: they must fill no table that outlives the call
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST_NESTING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * The object that this text is.
     *
     * @throws ApiException if it is anything else
     */
    static ObjectNode parseObject(String text) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            // answered below: what exactly is wrong with it is the sender's to find out
        }
        throw ApiException.badRequest("This is not a JSON object.");
    }

    /**
     * The text in a field; empty where the field is missing or null.
     *
     * @throws ApiException if the field holds anything else
     */
    static Optional<String> text(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        throw ApiException.badRequest(field + " must be a string.");
    }

    /**
     * The flag in a field; false where the field is missing or null.
     *
     * @throws ApiException if the field holds anything else
     */
    static boolean flag(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isBoolean() || value.isMissingNode() || value.isNull()) {
            return value.booleanValue();
        }
        throw ApiException.badRequest(field + " must be true or false.");
    }

    /** In UTC with milliseconds: {@code 2025-01-31T08:15:00.000Z}. */
    static String instant(Instant instant) {
        return MILLISECONDS.format(instant);
    }
}
