package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.SettableClock;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code HANDOFF_OPENING=unstored}, on two instances with one database. */
class UnstoredVisitsTest {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final TestServer one = instance();
    private final TestServer other = instance();

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void visits_withoutAPhone_insertNoRow() throws SQLException {
        for (int i = 0; i < 20; i++) {
            Page page = new Page("{}");
            JsonNode payload = page.mint(one).data();
            assertThat(page.mint(other).data()).isEqualTo(payload);
            assertThat(page.status(other).get("status").textValue()).isEqualTo("created");
        }
        assertThat(rows("handoff_session")).isZero();
        assertThat(rows("verify_web_session")).isZero();
    }

    @Test
    void hello_onOneInstance_excludesPhonesOnTheOther() throws SQLException {
        Page page = new Page("{}");
        JsonNode payload = page.mint(one).data();
        CompletableFuture<Reply> waiting = page.statusLater(
                one, "?wait=PT30S&version=" + page.status(one).get("version").textValue());
        TestPhone phone = other.phone(page.id).hello(payload);
        phone.expectAck("hello_ok");

        assertThat(waiting.join().data().get("status").textValue()).isEqualTo("in_progress");
        one.phone(page.id).hello(payload).expectRefusal("HANDOFF_DEVICE_MISMATCH");
        assertThat(page.mint(one).error()).isEqualTo("409 SESSION_IN_PROGRESS");
        phone.succeed().expectAck("finish_ok");
        assertThat(page.status(one).get("status").textValue()).isEqualTo("succeeded");
        assertThat(rows("handoff_session")).isOne();
        assertThat(rows("verify_web_session")).isZero();
    }

    @Test
    void cancel_byTheSessionsToken_endsTheSessionBeforeAndAfterHello() {
        Page page = new Page("{}");
        JsonNode payload = page.mint(one).data();
        String wrong = "{\"cancel_token\":\"wrong\"}";
        assertThat(other.post(TestClient.path(page.id) + "/cancel", wrong).error())
                .isEqualTo("401 CANCEL_TOKEN_INVALID");
        assertThat(other.cancel(page.session).status()).isEqualTo(204);
        assertThat(other.cancel(page.session).status()).as("a second cancel").isEqualTo(204);
        one.phone(page.id).hello(payload).expectRefusal("SESSION_EXPIRED");
        assertThat(page.status(one).get("status").textValue()).isEqualTo("cancelled");

        Page next = new Page("{}");
        TestPhone phone = one.phone(next.id).hello(next.mint(one).data());
        phone.expectAck("hello_ok");
        assertThat(one.post(TestClient.path(next.id) + "/cancel", wrong).error())
                .isEqualTo("401 CANCEL_TOKEN_INVALID");
        assertThat(one.cancel(next.session).status()).isEqualTo(204);
        phone.expectRefusal("SESSION_EXPIRED");
    }

    /** The token contains the session's end, and only the server can sign another end. */
    @Test
    void cancel_byATokenOfAnotherSessionOrEnd_isRefused() throws SQLException {
        Page page = new Page("{}");
        String token = page.session.get("cancel_token").textValue();
        String later = token.replaceFirst(
                "^[0-9]+", Long.toString(clock.millis() + Duration.ofDays(2).toMillis()));
        String others = new Page("{}").session.get("cancel_token").textValue();
        for (String wrong : new String[] {later, others, "." + token, token + "0", "", ".", "1."}) {
            String body = "{\"cancel_token\":\"" + wrong + "\"}";
            assertThat(one.post(TestClient.path(page.id) + "/cancel", body).error())
                    .isEqualTo("401 CANCEL_TOKEN_INVALID");
        }

        assertThat(page.status(one).get("status").textValue()).isEqualTo("created");
        assertThat(rows("handoff_session")).isZero();
        clock.advance(Duration.ofMinutes(61));
        assertThat(one.cancel(page.session).status()).as("cancel after the end").isEqualTo(204);
        assertThat(rows("handoff_session")).isZero();
    }

    @Test
    void redirectUrl_ofAnUnstoredSession_isInTheStatus() throws SQLException {
        Page page = new Page("{\"redirect_url\":\"https://example.org/\"}");

        assertThat(page.status(other).get("redirect_url").textValue()).isEqualTo("https://example.org/");
        assertThat(rows("handoff_session")).isZero();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE verify_web_session SET redirect_url = 'javascript:alert(1)//'");
        }
        assertThat(page.status(other).get("redirect_url").isNull()).isTrue();
    }

    @Test
    void phone_atTheSessionsEnd_isClosed() {
        Page page = new Page("{}");
        TestPhone phone = one.phone(page.id).hello(page.mint(one).data());
        phone.expectAck("hello_ok");
        clock.advance(Duration.ofMinutes(60));

        phone.expectRefusal("SESSION_EXPIRED");
    }

    @Test
    void status_withoutProofBeforeHello_isSessionNotFound() {
        Page page = new Page("{}");

        assertThat(one.mint(page.id).error()).isEqualTo("403 PAGE_PROOF_REQUIRED");
        assertThat(one.status(page.id).error()).isEqualTo("404 SESSION_NOT_FOUND");
        other.phone(page.id).hello(page.mint(one).data()).expectAck("hello_ok");
        assertThat(one.status(page.id).data().get("status").textValue()).isEqualTo("in_progress");
    }

    private TestServer instance() {
        return TestServer.start(
                clock, "HANDOFF_OPENING", "unstored", "HANDOFF_JDBC_URL", url, "HANDOFF_KEYS", TestServer.KEY);
    }

    private int rows(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            count.next();
            return count.getInt(1);
        }
    }

    /** A page with its own session. */
    private final class Page {

        private final JsonNode session;
        private final String id;

        Page(String body) {
            session = one.post("/v1/sessions", body).data();
            id = session.get("id").textValue();
        }

        Reply mint(TestServer server) {
            return server.send(request(server, "/handoff").POST(BodyPublishers.noBody()));
        }

        JsonNode status(TestServer server) {
            return server.send(request(server, "/status")).data();
        }

        CompletableFuture<Reply> statusLater(TestServer server, String query) {
            return server.sendLater(request(server, "/status" + query));
        }

        private HttpRequest.Builder request(TestServer server, String path) {
            return HttpRequest.newBuilder(server.uri(TestClient.path(id) + path))
                    .header("X-Page-Proof", session.get("page_proof").textValue());
        }
    }
}
