package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.PublicStatus;
import dev.handoff.Refusal;
import dev.handoff.json.StatusJson;
import dev.handoff.verifyweb.Watches.View;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;

/** Tells how a session stands, at once or as soon as that changes; and whether the server is well. */
record StatusApi(HandoffService handoffs, Watches watches) {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** {@code GET /v1/verify/session/{id}/status}. */
    void status(Exchange exchange) {
        String id = exchange.sessionId();
        List<String> wait = exchange.query("wait");
        List<String> version = exchange.query("version");
        try {
            if (wait.isEmpty() && version.isEmpty()) {
                answer(exchange, id, watches.read(id, exchange.pageProof()));
            } else if (wait.size() == 1
                    && version.size() == 1
                    && !version.get(0).isEmpty()) {
                await(exchange, id, version.get(0), longestWait(wait.get(0)));
            } else {
                throw ApiException.badRequest("wait and version go together, each once.");
            }
        } catch (ApiException reason) {
            if (!reason.code.equals(Refusal.PAGE_PROOF_REQUIRED.code())) {
                throw reason;
            }
            PublicStatus status = ApiException.orThrow(handoffs.publicStatus(id));
            exchange.send(200, StatusJson.of(id, status, Collections.singletonMap("redirect_url", null)));
        }
    }

    private void await(Exchange exchange, String id, String version, Duration longest) {
        var unused = watches.await(id, exchange.pageProof(), version, longest).whenComplete((view, failure) -> {
            if (failure == null) {
                answer(exchange, id, view);
            } else {
                exchange.refuse(ApiException.of(failure));
            }
        });
    }

    private static void answer(Exchange exchange, String id, View view) {
        if (exchange.isKnown(view.status().version())) {
            exchange.sendNothing(304);
        } else {
            String redirectUrl = view.redirectUrl().orElse(null);
            exchange.send(200, StatusJson.of(id, view.status(), Collections.singletonMap("redirect_url", redirectUrl)));
        }
    }

    /** {@code GET /healthz}: asks the store for a session that can't exist. */
    void health(Exchange exchange) {
        handoffs.publicStatus(Secrets.newSessionId());
        exchange.send(200, Json.object().put("status", "ok"));
    }

    /** What this text asks for, up to a limit. */
    static Duration longestWait(String text) {
        try {
            Duration wait = Duration.parse(text);
            if (!wait.isNegative()) {
                return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
            }
        } catch (DateTimeParseException malformed) {
            // answered below, as a negative one
        }
        throw ApiException.badRequest("wait must be an ISO-8601 duration such as PT20S.");
    }
}
