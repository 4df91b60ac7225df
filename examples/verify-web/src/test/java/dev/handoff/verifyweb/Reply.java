package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Optional;

/** An HTTP response with checks. */
record Reply(HttpResponse<String> response) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    int status() {
        return response.statusCode();
    }

    String body() {
        return response.body();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** Checks the envelope of a success, and returns its data. */
    JsonNode data() {
        JsonNode envelope = json(body());
        assertThat(envelope.fieldNames()).toIterable().containsExactly("data", "error");
        assertThat(envelope.get("error").isNull()).as(body()).isTrue();
        return envelope.get("data");
    }

    /** Checks the envelope and headers of a refusal, and returns its status and code. */
    String error() {
        JsonNode envelope = json(body());
        assertThat(envelope.fieldNames()).toIterable().containsExactly("data", "error");
        assertThat(envelope.get("data").isNull()).isTrue();
        assertThat(envelope.get("error").fieldNames()).toIterable().containsExactly("code", "message");
        assertThat(envelope.get("error").get("message").textValue()).isNotBlank();
        assertThat(header("Cache-Control")).contains("no-store");
        assertThat(header("Content-Type").orElse("")).startsWith("application/json");
        return status() + " " + envelope.get("error").get("code").textValue();
    }
}
