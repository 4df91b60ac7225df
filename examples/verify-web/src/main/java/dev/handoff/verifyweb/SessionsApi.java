package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Secret;
import dev.handoff.SessionState;
import dev.handoff.json.HandoffJson;
import dev.handoff.verifyweb.DemoSessions.DemoSession;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** What a page asks for besides the status: it starts sessions, gets codes, matches digits, and cancels. */
record SessionsApi(
        HandoffService handoffs,
        DemoSessions sessions,
        Limits limits,
        Settings settings,
        InstantSource clock,
        URI publicUrl) {
    private static final int LONGEST_REDIRECT = 2048;

    /** {@code POST /v1/sessions}. */
    void start(Exchange exchange) {
        Optional<String> redirectUrl =
                Optional.ofNullable(exchange.json("redirect_url").text("redirect_url"));
        if (redirectUrl.filter(url -> !mayLeadTo(url)).isPresent()) {
            throw ApiException.badRequest("redirect_url must be an https address without user, of at most "
                    + LONGEST_REDIRECT + " characters, and of a host that this server may lead to.");
        }
        limits.openingByAddress.count(exchange.address());
        String id = Secrets.newSessionId();
        String cancelToken = Secrets.newToken();
        Instant endsAt = clock.instant().plus(settings.policy.sessionLifetime()).truncatedTo(ChronoUnit.MILLIS);
        // The demo's part first: a crash in between leaves a row that nobody asks for and that is purged one day. The
        // other way round, somebody could meet a session that can't be cancelled and leads nowhere.
        sessions.add(id, new DemoSession(Secrets.sha256(cancelToken), redirectUrl, endsAt));
        OpenedSession opened = ApiException.orThrow(handoffs.open(id, endsAt));
        ObjectNode answer = Json.object()
                .put("id", id)
                .put("status", opened.status().state().code())
                .put("verification_url", publicUrl + "/verify/" + id)
                .put("cancel_token", cancelToken)
                .put("expires_at", HandoffJson.instant(opened.status().endsAt()))
                .put("redirect_url", redirectUrl.orElse(null));
        opened.pageProof().map(Secret::reveal).ifPresent(proof -> {
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
        // not HandoffJson.link, which takes https only: the demo also runs on plain http in a home's network
        String link = publicUrl + "/phone#" + HandoffJson.compact(handoff);
        exchange.send(
                200,
                Json.object()
                        .put("link", link)
                        .put("svg", QrCode.svg(link))
                        .put("expires_at", HandoffJson.instant(handoff.expiresAt())));
    }

    private Handoff minted(Exchange exchange) {
        String id = exchange.sessionId();
        limits.mintingBySession.count(id);
        return ApiException.orThrow(handoffs.mint(id, exchange.pageProof()));
    }

    /** {@code GET /v1/verify/session/{id}/match}. */
    void matchChoices(Exchange exchange) {
        String id = exchange.sessionId();
        ObjectNode data = Json.object();
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
        String hash = Secrets.sha256(required(exchange, "cancel_token"));
        ApiException.orThrow(handoffs.publicStatus(id));
        boolean mayCancel = sessions.find(id)
                .filter(session -> Secrets.areEqual(session.cancelHash(), hash))
                .isPresent();
        if (!mayCancel) {
            // only wrong ones are counted: nobody who guesses keeps the one who has the token from cancelling
            limits.wrongCancelTokensBySession.count(id);
            throw new ApiException(401, "CANCEL_TOKEN_INVALID", "This token does not cancel this session.");
        }
        Result<SessionState> cancelled = handoffs.cancel(id);
        if (cancelled.refusal().filter(Refusal.SESSION_EXPIRED::equals).isEmpty()) {
            ApiException.orThrow(cancelled);
        }
        exchange.sendNothing(204);
    }

    private static String required(Exchange exchange, String field) {
        return Optional.ofNullable(exchange.json(field).text(field))
                .orElseThrow(() -> ApiException.badRequest(field + " is missing."));
    }

    private boolean mayLeadTo(String url) {
        // RFC 3986 knows visible ASCII only, which also leaves out control characters and unpaired surrogates
        if (url.length() > LONGEST_REDIRECT || !url.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return false;
        }
        try {
            URI address = new URI(url);
            return "https".equalsIgnoreCase(address.getScheme())
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && (settings.redirectHosts.isEmpty()
                            || settings.redirectHosts.contains(address.getHost().toLowerCase(Locale.ROOT)));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
