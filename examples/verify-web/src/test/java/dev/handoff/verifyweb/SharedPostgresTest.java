package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.testkit.SettableClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharedPostgresTest extends SharedDatabaseTests {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @Test
    void newsOfTheOther_comeByNotification_withoutAnyQuery() {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        try (TestServer blind = TestServer.startBlind(clock, "HANDOFF_JDBC_URL", jdbcUrl());
                TestServer other = TestServer.startBlind(clock, "HANDOFF_JDBC_URL", jdbcUrl())) {
            // the first news may come before both listen
            TestServer.await(() -> assertThat(isTold(other, blind)).isTrue());
        }
    }

    private static boolean isTold(TestServer other, TestServer blind) {
        JsonNode payload = other.newPayload();
        String id = payload.get("session_id").textValue();
        String version = blind.status(id).data().get("version").textValue();
        CompletableFuture<Reply> waiting = blind.getLater(TestClient.path(id) + "/status?wait=PT3S&version=" + version);
        other.phone(id).hello(payload).expectAck("hello_ok");
        return waiting.orTimeout(1500, TimeUnit.MILLISECONDS)
                .handle((reply, failure) -> failure == null
                        && reply.data().get("status").textValue().equals("in_progress"))
                .join();
    }

    @Override
    String jdbcUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }
}
