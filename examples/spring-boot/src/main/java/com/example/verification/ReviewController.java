package com.example.verification;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of the reviewers' page. */
@RestController
class ReviewController {

    private final IdentityChecks checks;

    ReviewController(IdentityChecks checks) {
        this.checks = checks;
    }

    @GetMapping("/reviews")
    List<IdentityCheck> waiting() {
        return checks.inReview();
    }

    @PostMapping("/reviews/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decide(@PathVariable String id, @RequestBody Decision decision) {
        checks.decide(id, decision.accepted());
    }

    record Decision(boolean accepted) {}
}
