package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

/** Further tests if the store is a database. */
abstract class SharedDatabaseTests extends SharedStoreTests {

    abstract String jdbcUrl();

    @Override
    void clear() throws SQLException {
        execute("DROP TABLE IF EXISTS handoff_session, verify_web_session");
    }

    @Test
    void tables_afterAHello_containNoSecretAndNoId() throws SQLException {
        JsonNode session = one.newSession();
        String id = session.get("id").textValue();
        JsonNode payload = one.mint(id).data();
        one.phone(id)
                .send(TestPhone.credentials("hello", payload, "the-device-id"))
                .expectAck("hello_ok");
        String everything = dump("handoff_session") + dump("verify_web_session");
        assertThat(everything)
                .doesNotContain(id, id.substring(3), "the-device-id")
                .doesNotContain(payload.get("attempt_id").textValue())
                .doesNotContain(payload.get("mobile_write_token").textValue())
                .doesNotContain(
                        DigestUtils.sha256Hex(payload.get("mobile_write_token").textValue()))
                .doesNotContain(session.get("cancel_token").textValue());
    }

    @Test
    void purge_afterTheRetention_deletesAllRows() throws SQLException {
        JsonNode session = one.newSession();
        assertThat(one.status(session.get("id").textValue()).status()).isEqualTo(200);
        clock.advance(Duration.ofHours(26));
        // the purge runs at a server's start, and then every hour
        try (TestServer fresh = instance()) {
            TestServer.await(() -> assertThat(dump("handoff_session") + dump("verify_web_session"))
                    .isEmpty());
            assertThat(fresh.status(session.get("id").textValue()).error()).isEqualTo("404 SESSION_NOT_FOUND");
        }
    }

    @Test
    void everyCall_storeFails_isAnsweredStoreUnavailable() throws SQLException {
        JsonNode session = one.newSession();
        String id = session.get("id").textValue();
        JsonNode payload = one.mint(id).data();
        String version = one.status(id).data().get("version").textValue();
        TestPhone bound = one.phone(id).hello(payload);
        bound.expectAck("hello_ok");
        TestPhone unbound = one.phone(id);
        execute("DROP TABLE handoff_session");

        assertThat(one.get("/healthz").error()).isEqualTo("503 STORE_UNAVAILABLE");
        assertThat(one.post("/v1/sessions", "{}").error()).isEqualTo("503 STORE_UNAVAILABLE");
        assertThat(one.mint(id).error()).isEqualTo("503 STORE_UNAVAILABLE");
        assertThat(one.status(id).error()).isEqualTo("503 STORE_UNAVAILABLE");
        assertThat(one.cancel(session).error()).isEqualTo("503 STORE_UNAVAILABLE");
        assertThat(one.get(TestClient.path(id) + "/status?wait=PT5S&version=" + version)
                        .error())
                .isEqualTo("503 STORE_UNAVAILABLE");
        bound.succeed().expectRefusal("STORE_UNAVAILABLE", 1013);
        unbound.resume(payload).expectRefusal("STORE_UNAVAILABLE", 1013);
    }

    @Override
    TestServer blindInstance() {
        return TestServer.startBlind(clock, "HANDOFF_JDBC_URL", jdbcUrl());
    }

    @Override
    TestServer instance(String... more) {
        List<String> settings = new ArrayList<>(List.of("HANDOFF_JDBC_URL", jdbcUrl()));
        Collections.addAll(settings, more);
        return TestServer.start(clock, settings.toArray(String[]::new));
    }

    private String dump(String table) throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            while (result.next()) {
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    rows.append(result.getString(i)).append('\n');
                }
            }
        }
        return rows.toString();
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
