package com.example.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import com.example.TestDatabase;
import com.example.verification.IdentityCheck.State;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.HandoffService;
import dev.handoff.store.jdbc.JdbcSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Tests the whole service on a real PostgreSQL, with phones on real WebSocket connections. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureMockMvc
@Import({DemoUsers.class, VerificationTest.Clock.class})
class VerificationTest {

    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(START);

    @Autowired
    private MockMvcTester http;

    @Autowired
    private IdentityChecks checks;

    @Autowired
    private HandoffService handoffs;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ObjectMapper json;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        TestDatabase.set(registry, "verification");
        registry.add("handoff.keys", DevelopmentMain::newKey);
    }

    @BeforeEach
    void setClock() {
        NOW.set(START);
    }

    @Test
    void decision_45MinutesAfterThePhoneLeft_finishesTheSession() throws Exception {
        String id = begin();
        PhoneClient.Connection phone = new PhoneClient(port, link(id)).hello();
        assertThat(phone.answer().path("connection").asInt()).isEqualTo(1);
        assertThat(status(id).path("check").asText()).isEqualTo("PHONE");

        phone.sendDocument("C01X0006H");
        assertThat(phone.answer().path("message").asText()).isEqualTo("in review");
        assertThat(phone.closeCode()).isEqualTo(1000);
        assertThat(status(id).path("status").asText()).isEqualTo("in_progress");

        NOW.set(START.plus(Duration.ofMinutes(45)));
        assertThat(decide(id, true)).hasStatus(204);

        JsonNode status = status(id);
        assertThat(status.path("check").asText()).isEqualTo("ACCEPTED");
        assertThat(status.path("status").asText()).isEqualTo("succeeded");
        assertThat(status.path("completed_at").asText()).isEqualTo("2026-11-01T10:45:00.000Z");
    }

    @Test
    void hello_bySecondPhone_isRefusedAndChangesNoRow() throws Exception {
        String id = begin();
        String link = link(id);
        new PhoneClient(port, link).hello().answer();

        PhoneClient.Connection second = new PhoneClient(port, link).hello();

        assertThat(second.answer().path("code").asText()).isEqualTo("HANDOFF_DEVICE_MISMATCH");
        assertThat(second.closeCode()).isEqualTo(1008);
        assertThat(checks.find(id).orElseThrow().state()).isEqualTo(State.PHONE);
    }

    @Test
    void hello_whoseRowCannotBeChanged_rollsTheConsumptionBack() throws Exception {
        String id = begin();
        PhoneClient phone = new PhoneClient(port, link(id));
        setState(id, State.WITHDRAWN);

        assertThat(phone.hello().answer().path("code").asText()).isEqualTo("WRONG_STATE");

        assertThat(handoffs.status(id).orElseThrow().isClaimed()).isFalse();
        setState(id, State.WAITING);
        assertThat(phone.hello().answer().path("connection").asInt()).isEqualTo(1);
    }

    @Test
    void decision_onACheckNotInReview_isRefusedAndFinishesNothing() throws Exception {
        String id = begin();
        new PhoneClient(port, link(id)).hello().answer();

        assertThat(decide(id, true)).hasStatus(409);

        assertThat(status(id).path("status").asText()).isEqualTo("in_progress");
    }

    @Test
    void decision_afterTheSessionsEnd_isRefusedAndChangesNoRow() throws Exception {
        String id = begin();
        PhoneClient.Connection phone = new PhoneClient(port, link(id)).hello();
        phone.answer();
        phone.sendDocument("C01X0006H");
        phone.answer();
        NOW.set(START.plus(Duration.ofHours(8)));

        MvcTestResult late = decide(id, true);

        assertThat(late).hasStatus(410).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(body(late).path("code").asText()).isEqualTo("SESSION_EXPIRED");
        assertThat(checks.find(id).orElseThrow().state()).isEqualTo(State.REVIEW);
    }

    @Test
    void resume_afterALostConnection_replacesTheOlderConnection() throws Exception {
        String id = begin();
        PhoneClient phone = new PhoneClient(port, link(id));
        PhoneClient.Connection first = phone.hello();
        first.answer();

        PhoneClient.Connection second = phone.resume();
        assertThat(second.answer().path("connection").asInt()).isEqualTo(2);

        first.sendDocument("C01X0006H");
        assertThat(first.answer().path("code").asText()).isEqualTo("CONNECTION_REPLACED");
        second.sendDocument("C01X0006H");
        assertThat(second.answer().path("message").asText()).isEqualTo("in review");
    }

    @Test
    void withdrawal_whileAPhoneIsConnected_makesItsNextMessageRefused() throws Exception {
        String id = begin();
        PhoneClient.Connection phone = new PhoneClient(port, link(id)).hello();
        phone.answer();

        assertThat(asCustomer(HttpMethod.DELETE, "/checks/" + id)).hasStatus(204);

        phone.sendDocument("C01X0006H");
        assertThat(phone.answer().path("code").asText()).isEqualTo("SESSION_EXPIRED");
    }

    @Test
    void begin_withoutCustomersLogin_isRefused() {
        assertThat(http.post().uri("/checks").with(csrf())).hasStatus(401);
        assertThat(http.post().uri("/checks").with(csrf()).with(user("rita").roles("STAFF")))
                .hasStatus(403);
    }

    @Test
    void request_ofAPageOfAnotherOrigin_isRefusedAndChangesNothing() throws Exception {
        String id = begin();
        PhoneClient phone = new PhoneClient(port, link(id));

        assertThat(forged(HttpMethod.POST, "/checks")).hasStatus(403);
        assertThat(forged(HttpMethod.POST, "/checks/" + id + "/code")).hasStatus(403);
        assertThat(forged(HttpMethod.DELETE, "/checks/" + id)).hasStatus(403);
        assertThatThrownBy(() -> phone.helloFrom("http://localhost:8090")).hasStackTraceContaining("403");
        assertThat(status(id).path("check").asText()).isEqualTo("WAITING");
        assertThat(phone.helloFrom("http://localhost:8080").answer().has("connection"))
                .isTrue();
    }

    @Test
    void decision_withAnotherContentType_isRefused() throws Exception {
        assertThat(decide(begin(), true, MediaType.TEXT_PLAIN)).hasStatus(415);
    }

    @Test
    void check_ofAnotherCustomer_isNotFound() throws Exception {
        String id = begin();

        assertThat(http.post()
                        .uri("/checks/" + id + "/code")
                        .with(csrf())
                        .with(user("carlos").roles("CUSTOMER")))
                .hasStatus(404);
    }

    @Test
    void healthAndMetrics_afterMinting_containTheHandoff() throws Exception {
        link(begin());

        assertThat(asStaff(HttpMethod.GET, "/actuator/health")).bodyText().contains("\"handoff\":{\"status\":\"UP\"}");
        assertThat(asStaff(HttpMethod.GET, "/actuator/metrics/handoff.events?tag=type:minted"))
                .hasStatusOk();
    }

    @Test
    void migration_ofTheLibrary_equalsItsSchema() throws IOException {
        assertThat(new ClassPathResource("db/migration/V1__handoff.sql").getContentAsString(StandardCharsets.UTF_8))
                .isEqualTo(JdbcSchema.script("postgresql", "handoff_session"));
    }

    private String begin() throws Exception {
        MvcTestResult begun = asCustomer(HttpMethod.POST, "/checks");
        assertThat(begun).hasStatus(201);
        return body(begun).path("id").asText();
    }

    private String link(String id) throws Exception {
        return body(asCustomer(HttpMethod.POST, "/checks/" + id + "/code"))
                .path("link")
                .asText();
    }

    private JsonNode status(String id) throws Exception {
        return body(asCustomer(HttpMethod.GET, "/checks/" + id));
    }

    private MvcTestResult decide(String id, boolean accepted) {
        return decide(id, accepted, MediaType.APPLICATION_JSON);
    }

    private MvcTestResult decide(String id, boolean accepted, MediaType type) {
        return http.post()
                .uri("/reviews/" + id)
                .with(csrf())
                .with(user("rita").roles("STAFF"))
                .contentType(type)
                .content("{\"accepted\": " + accepted + "}")
                .exchange();
    }

    private MvcTestResult asCustomer(HttpMethod method, String uri) {
        return http.method(method)
                .uri(uri)
                .with(csrf())
                .with(user("carla").roles("CUSTOMER"))
                .exchange();
    }

    /** Sends the login's cookie, which the browser adds, but no CSRF token, which a foreign page can't read. */
    private MvcTestResult forged(HttpMethod method, String uri) {
        return http.method(method)
                .uri(uri)
                .header("Origin", "http://localhost:8090")
                .with(user("carla").roles("CUSTOMER"))
                .exchange();
    }

    private MvcTestResult asStaff(HttpMethod method, String uri) {
        return http.method(method).uri(uri).with(user("rita").roles("STAFF")).exchange();
    }

    private JsonNode body(MvcTestResult result) throws IOException {
        return json.readTree(result.getResponse().getContentAsString());
    }

    private void setState(String id, State state) {
        jdbc.sql("UPDATE identity_check SET state = ? WHERE id = ?")
                .params(state.name(), id)
                .update();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Clock {

        @Bean
        InstantSource instantSource() {
            return NOW::get;
        }
    }
}
