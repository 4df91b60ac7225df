package com.example.quickstart;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StatusJson;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Session ids are in a header and not in the URL, because access logs keep URLs. */
@RestController
@CrossOrigin("https://example.com") // your pages' origin: requests from pages of another origin are refused
class HandoffController {

    private final HandoffService handoffs;

    HandoffController(HandoffService handoffs) {
        this.handoffs = handoffs;
    }

    @ModelAttribute
    void noStore(HttpServletResponse answer) {
        answer.setHeader("Cache-Control", "no-store"); // answers carry credentials
    }

    /** For the page: opens a session, and returns the secret that the page's other calls need. */
    @PostMapping("/handoff/open")
    Map<String, String> open() {
        String id = HandoffService.randomSessionId();
        String proof = handoffs.open(id).orElseThrow().pageProof().orElseThrow().reveal();
        return Map.of("session_id", id, "page_proof", proof);
    }

    /** For the page: the text of the QR code. The page asks again before the code expires, until a phone connects. */
    @PostMapping("/handoff/code")
    Map<String, String> code(@RequestHeader("Session-Id") String id, @RequestHeader("Page-Proof") String proof) {
        Handoff code = handoffs.mint(id, proof).orElseThrow();
        return Map.of(
                "link", HandoffJson.phoneLink("https://example.com/phone", code),
                "expires_at", HandoffJson.instant(code.expiresAt()));
    }

    /** For the page: the session's status. */
    @GetMapping(path = "/handoff/status", produces = "application/json")
    String status(@RequestHeader("Session-Id") String id, @RequestHeader("Page-Proof") String proof) {
        return StatusJson.of(id, handoffs.status(id, proof).orElseThrow());
    }

    /** For the phone: hello, or resume after a lost connection. */
    @PostMapping(path = "/handoff/phone", consumes = "application/json")
    @Transactional
    Map<String, Long> connect(@RequestHeader("Session-Id") String id, @RequestBody String message) {
        Binding binding = bind(id, message);
        // your own rows go here, in the same transaction
        return Map.of("connection", binding.connection());
    }

    /** For the phone: its work is done. The request also resumes, because HTTP keeps no connection. */
    @PostMapping(path = "/handoff/phone/finish", consumes = "application/json")
    @Transactional
    Map<String, String> finish(@RequestHeader("Session-Id") String id, @RequestBody String message) {
        Binding binding = bind(id, message);
        // other outcomes: Outcome.failed("code"), and failedRetryably("code"), after which the status is "created"
        return Map.of(
                "status",
                handoffs.finish(binding, Outcome.succeeded()).orElseThrow().code());
    }

    private Binding bind(String id, String message) {
        if (!(FirstMessage.parse(message) instanceof Greeting phone)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "HELLO_REQUIRED");
        }
        return switch (phone.kind()) {
            case HELLO -> handoffs.consume(id, phone.credentials()).orElseThrow();
            case RESUME -> handoffs.resume(id, phone.credentials()).orElseThrow();
            case CHALLENGE, DECLINE -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "HELLO_REQUIRED");
        };
    }
}
