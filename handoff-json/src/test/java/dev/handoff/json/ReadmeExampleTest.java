package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.spi.Outcome;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** README shows code that compiles and runs: the region below, line by line. */
class ReadmeExampleTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/dev/handoff/json/ReadmeExampleTest.java");

    private final byte[] secret = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII);
    private final String sessionId = "vs_example";

    @Test
    void example_ofTheReadme_isThisCode() throws IOException {
        String readme = Files.readString(README);
        assertThat(lines(between(readme, "```java\n", "```")))
                .isNotEmpty()
                .containsExactlyElementsOf(lines(between(Files.readString(THIS), "// region\n", "// end")));
    }

    @Test
    void example_played_endsWithSuccess() {
        assertThat(play("device")).isEqualTo("succeeded");
    }

    @Test
    void example_withAMalformedDevice_endsWithTheCode() {
        assertThat(play("")).isEqualTo("HELLO_AUTH_REQUIRED");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusals_ofTheReadme_areAllThere(Refusal refusal) throws IOException {
        assertThat(Files.readString(README)).contains("| `" + refusal.code() + "` |");
    }

    private String play(String device) {
        // region
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore()) // or new JdbcTokenStore(dataSource)
                .keys(HandoffKeys.of(secret)) // 32 random bytes or more
                .build();

        handoffs.open(sessionId); // when your session starts; its id has 128 random bits or more
        Result<Handoff> minted = handoffs.mint(sessionId); // the page asks for a code
        String qrText = HandoffJson.link("https://example.com/phone", minted.orElseThrow());

        PhoneCredentials phoneSays = scan(qrText).credentials(device); // attempt id, token, device id
        Result<Binding> hello = handoffs.consume(sessionId, phoneSays);
        if (hello instanceof Result.Refused<Binding> no) {
            return no.reason().code(); // a stable code for the phone
        }
        Binding binding = hello.orElseThrow(); // keep it with the phone's connection

        handoffs.check(binding).orElseThrow(); // still the session's latest connection?
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
        return handoffs.status(sessionId).orElseThrow().state().code(); // "succeeded"
        // end
    }

    private static PhonePayload scan(String qrText) {
        return (PhonePayload) new PayloadParser("example", InstantSource.system()).parse(qrText);
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static List<String> lines(String block) {
        return Arrays.stream(block.split("\n", -1))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
