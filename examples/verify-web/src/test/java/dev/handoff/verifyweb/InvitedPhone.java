package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Starts a server, and opens a session with a code, for each test. */
abstract class InvitedPhone {

    TestServer server;
    String id;
    JsonNode payload;

    @BeforeEach
    final void start() {
        server = TestServer.start("HANDOFF_PUBLIC_URL", "https://id.example");
        id = server.newSessionId();
        payload = server.mint(id).data();
    }

    @AfterEach
    final void stop() {
        server.close();
    }

    final String state() {
        return server.status(id).data().get("status").textValue();
    }
}
