package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.regex.Matcher;

/** A valid payload, which tests change. */
final class SamplePayload {

    static final String ATTEMPT_ID = "va_" + "0aZ9".repeat(16);
    static final String TOKEN = "09af".repeat(16);
    static final Instant EXPIRES_AT = Instant.parse("2026-01-01T00:05:00Z");
    static final String JSON = "{\"v\":1,\"session_id\":\"vs_1\",\"attempt_id\":\"" + ATTEMPT_ID
            + "\",\"mobile_write_token\":\"" + TOKEN + "\",\"expires_at\":\"2026-01-01T00:05:00.000Z\"}";
    static final String ENCODED = PercentEncoding.encode(JSON);
    /** The token, encoded by another Base64 encoder than Java's. */
    static final String COMPACT_TOKEN = "Ca8JrwmvCa8JrwmvCa8JrwmvCa8JrwmvCa8JrwmvCa8";

    static final String COMPACT = ATTEMPT_ID.substring(3) + COMPACT_TOKEN + "vs_1";

    private SamplePayload() {}

    static PhonePayload payload(PayloadParser parser, String text) {
        ParsedPayload parsed = parser.parse(text);
        assertThat(parsed).isInstanceOf(PhonePayload.class);
        return (PhonePayload) parsed;
    }

    /** Replaces the words JSON, ENCODED and COMPACT with the sample in that form. */
    static String filled(String form) {
        return form.replace("JSON", JSON).replace("ENCODED", ENCODED).replace("COMPACT", COMPACT);
    }

    /** Returns the sample with this field, which replaces a field of the same name. */
    static String with(String name, String value) {
        String field = "\"" + name + "\":" + value;
        String pattern = "\"" + name + "\":(1|\"[^\"]*\")";
        return JSON.matches(".*" + pattern + ".*")
                ? JSON.replaceFirst(pattern, Matcher.quoteReplacement(field))
                : JSON.replace("}", "," + field + "}");
    }
}
