package com.example.quickstart;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StatusJson;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class HandoffController {

    private final HandoffService handoffs;

    HandoffController(HandoffService handoffs) {
        this.handoffs = handoffs;
    }

    /** For the page: a session, and the secret that proves this page from now on. */
    @PostMapping("/sessions")
    Map<String, String> open() {
        String sessionId = "vs_" + UUID.randomUUID() + UUID.randomUUID();
        String pageProof =
                handoffs.open(sessionId).orElseThrow().pageProof().orElseThrow().reveal();
        return Map.of("session_id", sessionId, "page_proof", pageProof);
    }

    /** For the page: the text of the QR code, again before it expires. */
    @PostMapping("/sessions/{id}/code")
    Map<String, String> code(@PathVariable("id") String id, @RequestHeader("Page-Proof") String pageProof) {
        Handoff code = handoffs.mint(id, pageProof).orElseThrow();
        return Map.of("link", HandoffJson.phoneLink("https://example.com/phone", code));
    }

    /** For the phone: its first message. */
    @PostMapping("/sessions/{id}/phone")
    @Transactional
    public Map<String, Object> hello(@PathVariable("id") String id, @RequestBody String message) {
        if (!(FirstMessage.parse(message) instanceof Greeting phone)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        Binding binding = switch (phone.kind()) {
            case HELLO -> handoffs.consume(id, phone.credentials()).orElseThrow();
            case RESUME -> handoffs.resume(id, phone.credentials()).orElseThrow();
            case CHALLENGE -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
        // your own rows go here, in the same transaction
        return Map.of("connection", binding.connection());
    }

    /** For the page: how it stands. */
    @GetMapping(path = "/sessions/{id}", produces = "application/json")
    String status(@PathVariable("id") String id, @RequestHeader("Page-Proof") String pageProof) {
        return StatusJson.of(id, handoffs.status(id, pageProof).orElseThrow());
    }
}
