package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.PublicStatus;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Secret;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StatusJson;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page asks for: it starts sessions, gets codes, follows the status, matches digits, and cancels. */
record SessionsApi(
        HandoffService handoffs,
        DemoSessions sessions,
        Optional<Webhook> webhook,
        Watches watches,
        Limits limits,
        Settings settings,
        InstantSource clock,
        URI publicUrl) {
    private static final int LONGEST_REDIRECT = 2048;
    private static final Pattern REDIRECT =
            Pattern.compile("https://(" + Settings.HOST + ")(:[0-9]{1,5})?([/?#][!-~]*)?", Pattern.CASE_INSENSITIVE);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** {@code POST /v1/sessions}. */
    void start(Exchange exchange) {
        Optional<String> redirectUrl = exchange.json("redirect_url").text("redirect_url");
        if (!redirectUrl.stream().allMatch(this::mayLeadTo)) {
            throw ApiException.badRequest("redirect_url must be an https address without user, of at most "
                    + LONGEST_REDIRECT + " characters, and of a host that this server may lead to.");
        }
        limits.openingByAddress.count(exchange.address());
        String id = Secrets.newSessionId();
        Instant endsAt = clock.instant().plus(settings.policy.sessionLifetime()).truncatedTo(ChronoUnit.MILLIS);
        String cancelToken = Secrets.newToken();
        // the demo's part first, so that nobody ever meets a session that can't be cancelled and leads nowhere
        if (!settings.isUnstored() || redirectUrl.isPresent()) {
            sessions.add(id, new DemoSessions.DemoSession(Secrets.sha256(cancelToken), redirectUrl, endsAt));
        }
        if (!settings.isUnstored()) {
            webhook.ifPresent(hook -> hook.expect(id, endsAt));
        }
        OpenedSession opened = ApiException.orThrow(handoffs.open(id, endsAt));
        Optional<String> pageProof = opened.pageProof().map(Secret::reveal);
        ObjectNode answer = Exchange.object()
                .put("id", id)
                .put("status", opened.status().state().code())
                .put("verification_url", publicUrl + "/verify/" + id)
                .put("cancel_token", settings.isUnstored() ? pageProof.orElseThrow() : cancelToken)
                .put("expires_at", HandoffJson.instant(opened.status().endsAt()))
                .put("redirect_url", redirectUrl.orElse(null));
        pageProof.ifPresent(proof -> {
            answer.put("page_proof", proof);
            exchange.setPageProof(id, proof, publicUrl.getScheme().equalsIgnoreCase("https"));
        });
        exchange.send(201, answer);
    }

    /** {@code POST /v1/verify/session/{id}/handoff}. */
    void mint(Exchange exchange) {
        exchange.send(200, HandoffJson.payload(minted(exchange)));
    }

    /** {@code POST /v1/verify/session/{id}/code}: the same as a link, and as a picture of it. */
    void draw(Exchange exchange) {
        Handoff handoff = minted(exchange);
        // not HandoffJson.phoneLink, which takes https only: the demo also runs on plain http in a home's network
        String link = publicUrl + "/phone#" + HandoffJson.compact(handoff);
        String expiresAt = HandoffJson.instant(handoff.expiresAt());
        exchange.send(
                200,
                Exchange.object().put("link", link).put("svg", QrCode.svg(link)).put("expires_at", expiresAt));
    }

    private Handoff minted(Exchange exchange) {
        String id = exchange.sessionId();
        limits.mintingBySession.count(id);
        return ApiException.orThrow(handoffs.mint(id, exchange.pageProof()));
    }

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

    private static void answer(Exchange exchange, String id, Watches.View view) {
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
        exchange.send(200, Exchange.object().put("status", "ok"));
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

    /** {@code GET /v1/verify/session/{id}/match}. */
    void matchChoices(Exchange exchange) {
        String id = exchange.sessionId();
        ObjectNode data = Exchange.object();
        ApiException.orThrow(handoffs.matchChoices(id, exchange.pageProof())).forEach(data.putArray("choices")::add);
        exchange.send(200, data);
    }

    /** {@code POST /v1/verify/session/{id}/match}. */
    void pick(Exchange exchange) {
        String id = exchange.sessionId();
        String choice = required(exchange, "choice");
        if (ApiException.orThrow(handoffs.pick(id, exchange.pageProof(), choice)) == SessionState.CANCELLED) {
            throw new ApiException(409, "MATCH_CODE_WRONG", "The phone shows other digits. The session is cancelled.");
        }
        exchange.sendNothing(204);
    }

    /** {@code POST /v1/verify/session/{id}/cancel}. */
    void cancel(Exchange exchange) {
        String id = exchange.sessionId();
        String token = required(exchange, "cancel_token");
        if (!(settings.isUnstored() ? isOfPage(id, token) : isKept(id, token))) {
            // only wrong ones are counted: nobody who guesses keeps the one who has the token from cancelling
            limits.wrongCancelTokensBySession.count(id);
            throw new ApiException(401, "CANCEL_TOKEN_INVALID", "This token does not cancel this session.");
        }
        // unstored by the proof itself: the library checks it, and writes nothing of a session that is over
        Result<SessionState> cancelled = settings.isUnstored() ? handoffs.cancel(id, token) : handoffs.cancel(id);
        if (cancelled.refusal().filter(Refusal.SESSION_EXPIRED::equals).isEmpty()) {
            ApiException.orThrow(cancelled);
        }
        exchange.sendNothing(204);
    }

    private boolean isKept(String id, String cancelToken) {
        ApiException.orThrow(handoffs.publicStatus(id));
        String hash = Secrets.sha256(cancelToken);
        return sessions.find(id).stream().anyMatch(session -> Secrets.areEqual(session.cancelHash(), hash));
    }

    /** Of a session that may be stored nowhere: its page's proof is what cancels it. */
    private boolean isOfPage(String id, String cancelToken) {
        Optional<SessionStatus> status =
                handoffs.status(id, cancelToken).fold(Optional::of, refusal -> Optional.empty());
        status.filter(known -> !known.state().isTerminal())
                .ifPresent(known -> webhook.ifPresent(hook -> hook.expect(id, known.endsAt())));
        return status.isPresent();
    }

    private static String required(Exchange exchange, String field) {
        return exchange.json(field).text(field).orElseThrow(() -> ApiException.badRequest(field + " is missing."));
    }

    private boolean mayLeadTo(String url) {
        Matcher address = REDIRECT.matcher(url);
        return url.length() <= LONGEST_REDIRECT
                && address.matches()
                && (settings.redirectHosts.isEmpty()
                        || settings.redirectHosts.contains(address.group(1).toLowerCase(Locale.ROOT)));
    }
}
