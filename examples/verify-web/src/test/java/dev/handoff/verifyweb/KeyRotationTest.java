package dev.handoff.verifyweb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRotationTest {

    private static final String OLD = key("the old key, thirty-two bytes long");
    private static final String NEW = key("the new key, thirty-two bytes long");

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Test
    void rotation_inTwoDeployments_keepsSessionsUntilTheOldKeyIsRemoved() {
        JsonNode unused;
        JsonNode payload;
        TestPhone phone;
        try (TestServer server = server(OLD)) {
            unused = server.newPayload();
            payload = server.newPayload();
            phone = server.phone(id(payload)).hello(payload);
            phone.expectAck("hello_ok");
        }
        for (String keys : new String[] {OLD + "," + NEW, NEW + "," + OLD}) {
            try (TestServer server = server(keys)) {
                phone = phone.reconnect(server, id(payload)).resume(payload);
                phone.expectAck("resume_ok");
            }
        }
        try (TestServer server = server(NEW)) {
            phone.reconnect(server, id(payload)).resume(payload).expectRefusal("SESSION_EXPIRED");
            server.phone(id(unused)).hello(unused).expectRefusal("HANDOFF_TOKEN_INVALID");
            assertThat(server.mint(id(unused)).status()).isEqualTo(410);
        }
    }

    @Test
    void rotation_instancesWithBothKeys_acceptEachOthersCodes() {
        try (TestServer first = server(OLD + "," + NEW);
                TestServer second = server(NEW + "," + OLD)) {
            JsonNode byOld = first.newPayload();
            second.phone(id(byOld)).hello(byOld).expectAck("hello_ok");
            JsonNode byNew = second.newPayload();
            first.phone(id(byNew)).hello(byNew).expectAck("hello_ok");
        }
    }

    private TestServer server(String keys) {
        return TestServer.start("HANDOFF_JDBC_URL", url, "HANDOFF_KEYS", keys);
    }

    private static String id(JsonNode payload) {
        return payload.get("session_id").textValue();
    }

    private static String key(String secret) {
        return Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
    }
}
