package com.example.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.HandoffService;
import dev.handoff.SessionState;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Runs an empty service that contains only the code of {@code docs/spring-boot.md}. */
// without the example's own properties, and without its migrations, which are for another database
@SpringBootTest(
        classes = QuickstartTest.EmptyService.class,
        properties = {
            "spring.config.name=quickstart",
            "spring.flyway.enabled=false",
            "handoff.keys=MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
        })
@AutoConfigureMockMvc(addFilters = false)
@ExtendWith(OutputCaptureExtension.class)
class QuickstartTest {

    private static final Path TESTS = Path.of("src", "test");

    @Autowired
    private MockMvcTester http;

    @Autowired
    private HandoffService handoffs;

    @Autowired
    private ObjectMapper json;

    @ParameterizedTest
    @CsvSource({
        "java,java/com/example/quickstart/HandoffController.java",
        "java,java/com/example/quickstart/HandoffLog.java",
        "yaml,resources/quickstart.yaml"
    })
    void code_ofThisTest_isInThePage(String language, String file) throws IOException {
        String page = Files.readString(Path.of("..", "..", "docs", "spring-boot.md"));
        String code = Files.readString(TESTS.resolve(file)).replaceFirst("^package .*;\n\n", "");

        assertThat(page).contains("```" + language + "\n" + code + "```\n");
    }

    @Test
    void handoff_withTheCodeOfThePage_acceptsOnePhoneAndFinishes(CapturedOutput output) throws Exception {
        MvcTestResult opened = http.post().uri("/handoff/open").exchange();
        assertThat(opened).hasHeader("Cache-Control", "no-store");
        JsonNode page = body(opened);
        String id = page.path("session_id").asText();
        JsonNode code = body(of(page, "/handoff/code"));
        assertThat(Instant.parse(code.path("expires_at").asText())).isAfter(Instant.EPOCH);
        assertThat(body(of(page, "/handoff/code"))).as("the second code").isEqualTo(code);
        PhonePayload scanned = (PhonePayload) new PayloadParser("app", InstantSource.system())
                .parse(code.path("link").asText());
        assertThat(handoffs.backendStatus(id).orElseThrow().state())
                .as("the state before a phone consumes")
                .isEqualTo(SessionState.CREATED);

        String hello = scanned.helloMessage("the first phone", null);
        String resume = scanned.resumeMessage("the first phone", null);
        assertThat(body(phone(id, "", hello)).path("connection").asInt()).isEqualTo(1);
        MvcTestResult second = phone(id, "", scanned.helloMessage("another phone", null));
        assertThat(second).hasStatus(403);
        assertThat(body(second).path("code").asText()).isEqualTo("HANDOFF_DEVICE_MISMATCH");
        assertThat(body(phone(id, "", resume)).path("connection").asInt()).isEqualTo(2);
        assertThat(phone(id, "", "{}")).hasStatus(400);
        assertThat(of(page, "/handoff/code"))
                .as("minting while a phone is connected")
                .hasStatus(409);

        assertThat(body(phone(id, "/finish", resume)).path("status").asText()).isEqualTo("succeeded");
        assertThat(body(http.get()
                                .uri("/handoff/status")
                                .header("Session-Id", id)
                                .header("Page-Proof", page.path("page_proof").asText())
                                .exchange())
                        .path("status")
                        .asText())
                .isEqualTo("succeeded");
        assertThat(output).contains("HandoffEvent[FINISHED").doesNotContain(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com:8443", "https://blog.example.com", "http://example.com", "null"})
    void open_fromAPageOfAnotherOrigin_isRefused(String origin) throws Exception {
        assertThat(http.post().uri("/handoff/open").header("Origin", origin)).hasStatus(403);
        assertThat(http.post().uri("/handoff/open").header("Origin", "https://example.com"))
                .hasStatusOk();
    }

    @Test
    void message_withoutJsonContentType_isRefused() {
        assertThat(http.post()
                        .uri("/handoff/phone")
                        .header("Session-Id", "vs_1")
                        .content("{}"))
                .hasStatus(415);
        assertThat(http.post()
                        .uri("/handoff/phone/finish")
                        .header("Session-Id", "vs_1")
                        .contentType(MediaType.TEXT_PLAIN)
                        .content("{}"))
                .hasStatus(415);
    }

    private MvcTestResult of(JsonNode page, String path) {
        return http.post()
                .uri(path)
                .header("Session-Id", page.path("session_id").asText())
                .header("Page-Proof", page.path("page_proof").asText())
                .exchange();
    }

    private MvcTestResult phone(String id, String path, String message) {
        return http.post()
                .uri("/handoff/phone" + path)
                .header("Session-Id", id)
                .contentType(MediaType.APPLICATION_JSON)
                .content(message)
                .exchange();
    }

    private JsonNode body(MvcTestResult result) throws IOException {
        return json.readTree(result.getResponse().getContentAsString());
    }

    @SpringBootApplication
    static class EmptyService {}
}
