package com.example.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The page {@code docs/spring-boot.md}: an empty service with its lines, and nothing else, works. */
// the example's own properties are in a file of another name
@SpringBootTest(classes = QuickstartTest.EmptyService.class, properties = "spring.config.name=quickstart")
@AutoConfigureMockMvc(addFilters = false)
class QuickstartTest {

    @Autowired
    private MockMvcTester http;

    @Autowired
    private HandoffService handoffs;

    @Autowired
    private ObjectMapper json;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        TestDatabase.set(registry, "quickstart");
        registry.add("handoff.keys", () -> "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=");
        registry.add("handoff.safeguards", () -> "page-proof");
        registry.add("handoff.opening", () -> "unstored");
    }

    @Test
    void controllerOfThePage_isThisCode() throws IOException {
        String page = Files.readString(Path.of("..", "..", "docs", "spring-boot.md"));
        String code = Files.readString(
                Path.of("src", "test", "java", "com", "example", "quickstart", "HandoffController.java"));

        assertThat(page).contains("```java\n" + code.substring(code.indexOf("@RestController\n")) + "```\n");
    }

    @Test
    void controllerOfThePage_takesOnePhoneAndRefusesTheSecond() throws Exception {
        JsonNode opened = body(http.post().uri("/sessions").exchange());
        String id = opened.path("session_id").asText();
        String proof = opened.path("page_proof").asText();
        String link = body(http.post()
                        .uri("/sessions/" + id + "/code")
                        .header("Page-Proof", proof)
                        .exchange())
                .path("link")
                .asText();
        PhonePayload scanned = (PhonePayload) new PayloadParser("app", InstantSource.system()).parse(link);
        assertThat(handoffs.backendStatus(id))
                .as("no phone came yet")
                .isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));

        assertThat(body(phone(id, scanned.helloMessage("the first phone", null)))
                        .path("connection")
                        .asInt())
                .isEqualTo(1);
        MvcTestResult second = phone(id, scanned.helloMessage("another phone", null));
        assertThat(second).hasStatus(403);
        assertThat(body(second).path("code").asText()).isEqualTo("HANDOFF_DEVICE_MISMATCH");
        assertThat(body(phone(id, scanned.resumeMessage("the first phone", null)))
                        .path("connection")
                        .asInt())
                .isEqualTo(2);
        assertThat(phone(id, "{}")).hasStatus(400);

        handoffs.finish(id, Outcome.succeeded()).orElseThrow();
        assertThat(body(http.get()
                                .uri("/sessions/" + id)
                                .header("Page-Proof", proof)
                                .exchange())
                        .path("status")
                        .asText())
                .isEqualTo("succeeded");
    }

    private MvcTestResult phone(String id, String message) {
        return http.post().uri("/sessions/" + id + "/phone").content(message).exchange();
    }

    private JsonNode body(MvcTestResult result) throws IOException {
        return json.readTree(result.getResponse().getContentAsString());
    }

    @SpringBootApplication
    static class EmptyService {}
}
