package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that every written payload can be read, for every valid session id. */
class RoundTripTest {

    private static final int RANDOM_IDS = 300;
    private static final List<String> BASES = List.of(
            "https://id.example",
            "https://id.example/phone",
            "HTTPS://id.example:8443/a%20b?c=d:e&f={}",
            "http://localhost:8080/phone",
            "http://127.0.0.1",
            "http://[::1]:8080/",
            "app-id:",
            "app-id:/",
            "app-id://",
            "app-id:///",
            "APP-ID:");

    private final PayloadParser parser = new PayloadParser("app-id", InstantSource.fixed(Sessions.NOW));

    @ParameterizedTest
    @MethodSource
    void parse_ofEveryWrittenForm_givesItsParts(String sessionId) {
        Sessions sessions = Sessions.of(sessionId);
        List<String> written = new ArrayList<>();
        written.add(HandoffJson.payload(sessions.handoff()));
        written.add(PercentEncoding.encode(HandoffJson.payload(sessions.handoff())));
        written.add(HandoffJson.compact(sessions.handoff()));
        BASES.forEach(base -> written.add(HandoffJson.phoneLink(base, sessions.handoff())));

        for (String text : written) {
            PhonePayload payload = SamplePayload.payload(parser, text);

            assertThat(payload.sessionId()).as(text).isEqualTo(sessionId);
            assertThat(payload.attemptId())
                    .isEqualTo(sessions.handoff().attemptId().reveal());
            assertThat(payload.token()).isEqualTo(sessions.handoff().token().reveal());
        }
        assertThat(SamplePayload.payload(parser, written.get(0)).expiresAt())
                .contains(sessions.handoff().expiresAt());
        String last = written.get(written.size() - 1);
        assertThat(sessions.consume(SamplePayload.payload(parser, last).credentials(Sessions.DEVICE_ID)))
                .isEqualTo("ok");
    }

    static Stream<String> parse_ofEveryWrittenForm_givesItsParts() {
        Stream<String> odd = Stream.of(
                "vs_" + "0aZ9".repeat(16),
                "ü/1",
                " a ",
                "\na\t",
                "\u0000",
                "\u0001".repeat(256),
                "a:b",
                "app-id:x",
                "app-id://",
                "https://id.example/#x",
                "#",
                "a#b?c",
                "%",
                "%41",
                "%2541",
                "100%",
                "+",
                "{",
                "{\"v\":2}",
                "\"",
                "\\",
                "-._~",
                "==",
                "/".repeat(256),
                "😀".repeat(64),
                "\ufeffa",
                "\u2028a\u00a0");
        Random random = new Random(42);
        return Stream.concat(odd, Stream.generate(() -> randomId(random)).limit(RANDOM_IDS));
    }

    /** Returns an id of 1 to 64 characters: about half are ASCII, the others have any length in UTF-8. */
    private static String randomId(Random random) {
        StringBuilder id = new StringBuilder("x");
        for (int rest = random.nextInt(63); rest > 0; rest--) {
            int character = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
            boolean isSurrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            id.insert(random.nextBoolean() ? 0 : id.length(), Character.toString(isSurrogate ? ':' : character));
        }
        return id.toString();
    }
}
