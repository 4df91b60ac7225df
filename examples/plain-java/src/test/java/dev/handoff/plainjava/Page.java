package dev.handoff.plainjava;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import java.net.http.HttpResponse;
import java.time.InstantSource;

/** A page, or an attacker that acts as a page. */
record Page(Client client, InstantSource clock, String sessionId, String proof) {

    static Page open(Client client, InstantSource clock) {
        HttpResponse<String> opened = client.post("/sessions", "");
        assertThat(opened.statusCode()).isEqualTo(201);
        JsonNode session = Client.json(opened);
        return new Page(
                client,
                clock,
                session.path("session_id").textValue(),
                session.path("page_proof").textValue());
    }

    HttpResponse<String> code() {
        return client.post("/sessions/" + sessionId + "/code", "", "Page-Proof", proof);
    }

    PhonePayload scan() {
        String link = Client.json(code()).path("link").textValue();
        return (PhonePayload) new PayloadParser("example", clock).parse(link);
    }

    String status() {
        HttpResponse<String> answer = client.get("/sessions/" + sessionId, "Page-Proof", proof);
        return Client.json(answer).path("status").textValue();
    }
}
