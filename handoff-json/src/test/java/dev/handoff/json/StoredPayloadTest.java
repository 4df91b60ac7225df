package dev.handoff.json;

import static dev.handoff.json.SamplePayload.COMPACT;
import static dev.handoff.json.SamplePayload.EXPIRES_AT;
import static dev.handoff.json.SamplePayload.JSON;
import static dev.handoff.json.SamplePayload.filled;
import static dev.handoff.json.SamplePayload.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.json.ParsedPayload.InvalidPayload;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a killed phone resumes with the payload that it stored. */
class StoredPayloadTest {

    private static final String DEVICE = Sessions.DEVICE_ID;

    private final PayloadParser late =
            new PayloadParser("kayle", InstantSource.fixed(EXPIRES_AT.plus(Duration.ofDays(365))));

    @TempDir
    private Path storage;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resumeMessage_ofAKilledPhone_isAcceptedAfterTheTokensExpiry(boolean compact) throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Sessions.NOW);
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .clock(now::get)
                .build();
        Handoff code = handoffs.start("vs_1").orElseThrow().handoff();
        String scanned = compact ? HandoffJson.phoneLink("kayle:", code) : HandoffJson.payload(code);
        Path kept = storage.resolve("payload");
        Files.writeString(kept, hello(handoffs, new PayloadParser("kayle", now::get), scanned));

        now.set(code.expiresAt().plus(PayloadParser.EXPIRY_TOLERANCE).plusMillis(1));
        PayloadParser ofTheNextProcess = new PayloadParser("kayle", now::get);
        PhonePayload rebuilt = stored(ofTheNextProcess, Files.readString(kept));
        Greeting resuming = (Greeting) FirstMessage.parse(rebuilt.resumeMessage(DEVICE, null));

        assertThat(resuming.kind()).isEqualTo(Kind.RESUME);
        assertThat(handoffs.resume(rebuilt.sessionId(), resuming.credentials()).map(Binding::connection))
                .isEqualTo(Result.ok(2L));
        assertThat(ofTheNextProcess.parse(scanned) instanceof PhonePayload)
                .as("a hello is possible only with the compact form, which has no expiry")
                .isEqualTo(compact);
    }

    /** Says hello, and returns the text that the phone stored before. */
    private static String hello(HandoffService handoffs, PayloadParser parser, String scanned) {
        PhonePayload payload = SamplePayload.payload(parser, scanned);
        String stored = payload.text();
        Greeting hello = (Greeting) FirstMessage.parse(payload.helloMessage(DEVICE, null));
        handoffs.consume(payload.sessionId(), hello.credentials()).orElseThrow();
        return stored;
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "ENCODED", "COMPACT", "kayle://JSON", "https://id.example/#ENCODED"})
    void parseStored_ofEveryForm_isAcceptedLongAfterExpiry(String form) {
        assertThat(stored(late, filled(form)).sessionId()).isEqualTo("vs_1");
        assertThat(late.parse(filled(form)) instanceof PhonePayload).isEqualTo(form.equals("COMPACT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:05:00Z",
                "2026-01-01T00:05:00.1Z",
                "2026-01-01T00:05:00.123456789Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z"
            })
    void text_ofAPayloadWithAnExpiry_isReadAsTheSamePayload(String expiry) {
        PhonePayload payload = stored(late, with("expires_at", "\"" + expiry + "\""));
        PhonePayload again = stored(late, payload.text());

        assertThat(again.expiresAt()).contains(Instant.parse(expiry));
        assertSameParts(again, payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vs_1", "ü/1", "\ufeff a\u00a0", "a:b", "%41", "{", "\u0000", "\"\\"})
    void text_ofAnySessionId_isReadAsTheSamePayload(String sessionId) {
        Handoff code = Sessions.of(sessionId).handoff();
        PhonePayload json = stored(late, HandoffJson.payload(code));
        PhonePayload compact = stored(late, HandoffJson.compact(code));

        assertSameParts(stored(late, json.text()), json);
        assertSameParts(stored(late, compact.text()), json);
        assertThat(stored(late, compact.text()).expiresAt()).isEmpty();
    }

    @Test
    void parseStored_ofAnInvalidPayload_isRefusedAsByParse() {
        assertRefused(with("attempt_id", "\"x\""), PayloadRefusal.INVALID_ATTEMPT_ID);
        assertRefused(with("mobile_write_token", "\"x\""), PayloadRefusal.INVALID_TOKEN);
        assertRefused(with("session_id", "\"\""), PayloadRefusal.MISSING_FIELD);
        assertRefused(with("expires_at", "\"never\""), PayloadRefusal.MALFORMED);
        assertRefused(with("v", "2"), PayloadRefusal.UNSUPPORTED_VERSION);
        assertRefused("other:" + JSON, PayloadRefusal.FOREIGN_SCHEME);
        assertRefused(COMPACT.substring(0, 107), PayloadRefusal.MISSING_FIELD);
        assertRefused(JSON + " ".repeat(PayloadParser.MAX_LENGTH), PayloadRefusal.TOO_LONG);
    }

    private void assertRefused(String text, PayloadRefusal reason) {
        assertThat(late.parseStored(text)).isEqualTo(new InvalidPayload(reason));
    }

    private static PhonePayload stored(PayloadParser parser, String text) {
        ParsedPayload parsed = parser.parseStored(text);
        assertThat(parsed).isInstanceOf(PhonePayload.class);
        return (PhonePayload) parsed;
    }

    private static void assertSameParts(PhonePayload actual, PhonePayload expected) {
        assertThat(actual.sessionId()).isEqualTo(expected.sessionId());
        assertThat(actual.attemptId()).isEqualTo(expected.attemptId());
        assertThat(actual.token()).isEqualTo(expected.token());
    }
}
