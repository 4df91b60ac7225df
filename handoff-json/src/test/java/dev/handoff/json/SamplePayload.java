package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.regex.Matcher;

/** A payload that is right, to be bent by tests. */
final class SamplePayload {

    static final String ATTEMPT_ID = "va_" + "0aZ9".repeat(16);
    static final String TOKEN = "09af".repeat(16);
    static final Instant EXPIRES_AT = Instant.parse("2026-01-01T00:05:00Z");
    static final String JSON = "{\"v\":1,\"session_id\":\"vs_1\",\"attempt_id\":\"" + ATTEMPT_ID
            + "\",\"mobile_write_token\":\"" + TOKEN + "\",\"expires_at\":\"2026-01-01T00:05:00.000Z\"}";
    static final String ENCODED = PercentEncoding.encode(JSON);
    /** The token by a Base64 encoder that is not Java's. */
    static final String COMPACT_TOKEN = "Ca8JrwmvCa8JrwmvCa8JrwmvCa8JrwmvCa8JrwmvCa8";

    static final String COMPACT = ATTEMPT_ID.substring(3) + COMPACT_TOKEN + "vs_1";

    private SamplePayload() {}

    static PhonePayload payload(PayloadParser parser, String text) {
        ParsedPayload parsed = parser.parse(text);
        assertThat(parsed).isInstanceOf(PhonePayload.class);
        return (PhonePayload) parsed;
    }

    /** The form with the sample in it: as JSON, as it is or percent-encoded, or compact. */
    static String filled(String form) {
        return form.replace("JSON", JSON).replace("ENCODED", ENCODED).replace("COMPACT", COMPACT);
    }

    /** The sample with this field, in its place if there is one of the name. */
    static String with(String name, String value) {
        String field = "\"" + name + "\":" + value;
        String pattern = "\"" + name + "\":(1|\"[^\"]*\")";
        return JSON.matches(".*" + pattern + ".*")
                ? JSON.replaceFirst(pattern, Matcher.quoteReplacement(field))
                : JSON.replace("}", "," + field + "}");
    }
}
