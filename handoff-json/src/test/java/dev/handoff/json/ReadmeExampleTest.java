package dev.handoff.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** README shows code that compiles and runs: the region below, line by line. */
class ReadmeExampleTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/dev/handoff/json/ReadmeExampleTest.java");

    private final String secret =
            Base64.getEncoder().encodeToString("0123456789abcdefghijklmnopqrstuv".getBytes(UTF_8));

    @Test
    void example_ofTheReadme_isThisCode() throws IOException {
        List<String> shown = blocks(Files.readString(README), "```java\n", "```");
        List<String> compiled = blocks(Files.readString(THIS), "// region\n", "// end");
        assertThat(shown).hasSize(4);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(compiled);
    }

    @Test
    void example_played_endsWithSuccess() {
        assertThat(play(code -> scan(code).helloMessage("device", "1.0"))).isEqualTo("succeeded");
    }

    @Test
    void example_withoutDeviceOrGreeting_endsWithTheCode() {
        assertThatThrownBy(() -> play(code -> scan(code).helloMessage(" ", null)))
                .hasMessageContaining("HELLO_AUTH_REQUIRED");
        assertThat(play(code -> "{}")).isEqualTo("HELLO_REQUIRED");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusals_ofTheReadme_areAllThere(Refusal refusal) throws IOException {
        assertThat(Files.readString(README)).contains("| `" + refusal.code() + "` |");
    }

    private String play(UnaryOperator<String> phone) {
        // region
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore()) // or new JdbcTokenStore(dataSource), whose table JdbcSchema makes
                .keys(HandoffKeys.ofBase64(secret)) // from your secret manager: openssl rand -base64 32
                .policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF))
                .build();
        String sessionId = HandoffService.randomSessionId(); // or an id of yours that nobody can guess
        OpenedSession opened = handoffs.open(sessionId).orElseThrow();
        String pageProof = opened.pageProof().orElseThrow().reveal(); // for the page alone, which sends it in a header
        // end
        String message = phone.apply(codeFor(handoffs, sessionId, pageProof));
        // region
        if (!(FirstMessage.parse(message) instanceof FirstMessage.Greeting hello)) {
            return "HELLO_REQUIRED"; // it is no hello, so there is nothing to ask the library
        }
        Result<Binding> answer = switch (hello.kind()) {
            case HELLO -> handoffs.consume(sessionId, hello.credentials());
            case RESUME -> handoffs.resume(sessionId, hello.credentials()); // it lost its connection, or our answer
            case CHALLENGE, DECLINE -> Result.refused(Refusal.HELLO_AUTH_REQUIRED); // if your app sends neither
        };
        // end
        // region
        Binding binding = answer.orElseThrow(); // a HandoffRefusedException has the code for the phone
        handoffs.check(binding).orElseThrow(); // still the session's latest connection?
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
        return handoffs.status(sessionId, pageProof).orElseThrow().state().code(); // "succeeded"
        // end
    }

    private String codeFor(HandoffService handoffs, String sessionId, String pageProof) {
        // region
        Result<Handoff> minted = handoffs.mint(sessionId, pageProof);
        return minted.fold(code -> HandoffJson.phoneLink("https://example.com/phone", code), refusal -> refusal.code());
        // end
    }

    private static PhonePayload scan(String qrText) {
        return (PhonePayload) new PayloadParser("example", InstantSource.system()).parse(qrText);
    }

    /** What stands between these lines, each time, without indentation: the formatter may wrap code otherwise. */
    private static List<String> blocks(String text, String start, String end) {
        List<String> blocks = new ArrayList<>();
        for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
            int from = at + start.length();
            blocks.add(text.substring(from, text.indexOf(end, from))
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.joining("\n")));
        }
        return blocks;
    }
}
