package com.example.verification;

import dev.handoff.Handoff;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StatusJson;
import java.security.Principal;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The endpoints of the customer's page, which need a login. Refusals become problem details automatically. */
@RestController
class CheckController {

    private final IdentityChecks checks;
    private final String phonePage;

    CheckController(IdentityChecks checks, @Value("${verification.public-url}") String publicUrl) {
        this.checks = checks;
        this.phonePage = publicUrl + "/phone.html";
    }

    @GetMapping("/csrf")
    CsrfToken csrf(CsrfToken token) {
        return token;
    }

    @PostMapping("/checks")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, String> begin(Principal customer) {
        return Map.of("id", checks.begin(customer.getName()).id());
    }

    @PostMapping("/checks/{id}/code")
    Map<String, String> code(@PathVariable String id, Principal customer) {
        Handoff code = checks.code(own(id, customer));
        return Map.of(
                "link",
                HandoffJson.phoneLink(phonePage, code),
                "expires_at",
                code.expiresAt().toString());
    }

    @GetMapping(path = "/checks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    String status(@PathVariable String id, Principal customer) {
        IdentityCheck check = own(id, customer);
        return StatusJson.of(
                id, checks.status(check), Map.of("check", check.state().name()));
    }

    @DeleteMapping("/checks/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable String id, Principal customer) {
        checks.withdraw(own(id, customer));
    }

    private IdentityCheck own(String id, Principal customer) {
        return checks.find(id)
                .filter(check -> check.customer().equals(customer.getName()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
