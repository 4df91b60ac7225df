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
 * A JSON object from outside (RFC 8259, section 4), read strictly: no name twice, nothing after it, nothing nested
 * deeper than {@link #MAX_DEPTH}, no number of more than 1,000 characters. A field that is null counts as missing. For
 * what the library itself reads, and for what phones and pages send to a host besides. Immutable.
 */
public final class StrictObject {

    /** How deep objects and arrays may nest, the outermost object included. */
    public static final int MAX_DEPTH = 16;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // strangers choose the names: they must fill no table that outlives the call
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

    /** The object that this text is; empty if it is anything else. The caller has limited its length. */
    public static Optional<StrictObject> read(String json) {
        try {
            JsonNode node = READER.readTree(json);
            return node.isObject() ? Optional.of(new StrictObject(node)) : Optional.empty();
        } catch (JsonProcessingException quotesTheInput) {
            return Optional.empty();
        }
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    boolean hasAll(String... names) {
        return Stream.of(names).allMatch(this::has);
    }

    /** Whether none of these fields is anything but a text; each may be missing. */
    public boolean allTextsOrMissing(String... names) {
        return Stream.of(names).noneMatch(name -> has(name) && text(name).isEmpty());
    }

    /** The text; empty where the field is missing or something else. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(object.path(name).textValue());
    }

    /**
     * The integer; empty where the field is missing, something else, written with a fraction or an exponent, or outside
     * a {@code long}.
     */
    public OptionalLong integer(String name) {
        JsonNode field = object.path(name);
        return field.isIntegralNumber() && field.canConvertToLong()
                ? OptionalLong.of(field.longValue())
                : OptionalLong.empty();
    }

    /** The flag; empty where the field is missing or something else. */
    public Optional<Boolean> flag(String name) {
        JsonNode field = object.path(name);
        return field.isBoolean() ? Optional.of(field.booleanValue()) : Optional.empty();
    }

    /** Without what is in it: that may be a secret. */
    @Override
    public String toString() {
        return "StrictObject[secret]";
    }
}
