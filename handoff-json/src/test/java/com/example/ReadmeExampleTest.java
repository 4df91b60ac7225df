package com.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** README shows a program that compiles and runs: {@link FirstHandoff}. */
class ReadmeExampleTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path PROTOCOL = Path.of("..", "docs", "protocol.md");
    private static final Path PROGRAM = Path.of("src/test/java/com/example/FirstHandoff.java");

    @Test
    void program_ofTheReadme_isFirstHandoff() throws IOException {
        assertThat(between(Files.readString(README), "```java\n", "```"))
                .isEqualTo(between(Files.readString(PROGRAM), "// region\n", "// end"));
    }

    @Test
    void program_run_printsTheLinkAndSucceeded() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            FirstHandoff.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("QR code: https://example.com/phone#");
        assertThat(printed.toString(UTF_8)).endsWith("succeeded\n");
    }

    @Test
    void admit_messageThatIsNoHello_isRefused() {
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .build();
        assertThat(FirstHandoff.admit(handoffs, HandoffService.randomSessionId(), "{}")
                        .refusal())
                .contains(Refusal.HELLO_AUTH_REQUIRED);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusals_ofTheProtocolPage_areAllThere(Refusal refusal) throws IOException {
        assertThat(Files.readString(PROTOCOL)).contains("| `" + refusal.code() + "` |");
    }

    /** Returns the text between these lines without white space, because the formatter may wrap code otherwise. */
    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from)).replaceAll("\\s", "");
    }
}
