package dev.handoff.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A JSON object from outside (RFC 8259, section 4), read strictly: no name twice, nothing after the object, nesting no
 * deeper than {@link #MAX_DEPTH}, no number of more than 1,000 characters. A field that is null counts as missing. For
 * the messages of the library, and for other JSON that phones and pages send to a host. Immutable.
 */
public final class StrictObject {

    /** The most levels of objects and arrays, the outermost object included. */
    public static final int MAX_DEPTH = 16;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // anyone can choose the names, so they must not fill a table that outlives the call
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final JsonNode object;

    private StrictObject(JsonNode object) {
        this.object = object;
    }

    /** Reads a text; returns empty if it is not one JSON object. The caller must limit the text's length. */
    public static Optional<StrictObject> read(String json) {
        try {
            JsonNode node = READER.readTree(json);
            return node.isObject() ? Optional.of(new StrictObject(node)) : Optional.empty();
        } catch (JsonProcessingException quotesTheInput) {
            return Optional.empty();
        }
    }

    /** Checks whether a field is present and not null. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    boolean hasAll(String... names) {
        return Stream.of(names).allMatch(this::has);
    }

    /** Checks whether each of these fields is a text or missing. */
    public boolean allTextsOrMissing(String... names) {
        return Stream.of(names).noneMatch(name -> has(name) && text(name).isEmpty());
    }

    /** Returns the text of a field; empty if the field is missing or not a text. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(object.path(name).textValue());
    }

    /**
     * Returns the integer of a field; empty if the field is missing, not a number, written with a fraction or an
     * exponent, or outside a {@code long}.
     */
    public OptionalLong integer(String name) {
        JsonNode field = object.path(name);
        return field.isIntegralNumber() && field.canConvertToLong()
                ? OptionalLong.of(field.longValue())
                : OptionalLong.empty();
    }

    /** Returns the boolean of a field; empty if the field is missing or not a boolean. */
    public Optional<Boolean> flag(String name) {
        JsonNode field = object.path(name);
        return field.isBoolean() ? Optional.of(field.booleanValue()) : Optional.empty();
    }

    /** Omits the content, which may be a secret. */
    @Override
    public String toString() {
        return "StrictObject[secret]";
    }
}
