package dev.handoff.verifyweb;

import static dev.handoff.HandoffService.randomSessionId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.security.MessageDigest.isEqual;

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
import dev.handoff.verifyweb.Limits.Limit;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The endpoints for pages: start a session, get a code, follow the status, pick the match code, cancel. */
record SessionsApi(
        HandoffService handoffs,
        Storage storage,
        Optional<Webhook> webhook,
        Watches watches,
        Limits limits,
        Settings settings,
        InstantSource clock,
        Executor atHelloDeadline,
        URI publicUrl) {
    private static final int LONGEST_REDIRECT = 2048;
    private static final Pattern REDIRECT = Pattern.compile(
            "https://(" + Settings.HOST + ")(?::(?<port>[0-9]{1,5}))?([/?#][!-~]*)?", Pattern.CASE_INSENSITIVE);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    void start(Exchange exchange) {
        Optional<String> redirectUrl = exchange.json("redirect_url").text("redirect_url");
        if (!redirectUrl.stream().allMatch(this::mayLeadTo)) {
            throw ApiException.badRequest("redirect_url must be an https address without user, of at most "
                    + LONGEST_REDIRECT + " characters, and its host must be one that this server allows.");
        }
        limits.count(Limit.OPENING_BY_ADDRESS, exchange.address());
        String id = "vs_" + (randomSessionId() + randomSessionId() + randomSessionId()).substring(0, 64);
        Instant endsAt = clock.instant().plus(settings.policy.sessionLifetime()).truncatedTo(ChronoUnit.MILLIS);
        // the demo's rows first, so that every session has its redirect address and its webhook
        redirectUrl.ifPresent(url -> storage.addRedirect(id, url, endsAt));
        if (!settings.isUnstored()) {
            webhook.ifPresent(hook -> hook.expect(id, endsAt));
        }
        OpenedSession opened = ApiException.orThrow(handoffs.open(id, endsAt));
        ObjectNode answer = Exchange.object()
                .put("id", id)
                .put("status", opened.status().state().code())
                .put("verification_url", publicUrl + "/verify/" + id)
                .put("cancel_token", cancelToken(settings.cancelKeys.get(0), id, Long.toString(endsAt.toEpochMilli())))
                .put("expires_at", HandoffJson.instant(opened.status().endsAt()))
                .put("redirect_url", redirectUrl.orElse(null));
        opened.pageProof().map(Secret::reveal).ifPresent(proof -> {
            answer.put("page_proof", proof);
            exchange.setPageProof(id, proof, settings.policy.sessionLifetime(), isSecure());
        });
        exchange.send(201, answer);
    }

    void mint(Exchange exchange) {
        exchange.send(200, HandoffJson.payload(minted(exchange)));
    }

    void draw(Exchange exchange) {
        Handoff handoff = minted(exchange);
        // HandoffJson.phoneLink accepts https only, and the demo also runs over plain http
        String link = publicUrl + "/phone#" + HandoffJson.compact(handoff);
        ObjectNode code = Exchange.object().put("link", link).put("svg", QrCode.svg(link));
        exchange.send(200, code.put("expires_at", HandoffJson.instant(handoff.expiresAt())));
    }

    private Handoff minted(Exchange exchange) {
        String id = exchange.sessionId();
        String proof = proof(exchange, id);
        // without the right proof, or without a session, a call does not count against the page's limit
        if (handoffs.status(id, proof).isOk()) {
            limits.count(Limit.MINTING_BY_SESSION, id + " " + exchange.address());
        }
        return limits.authentic(handoffs.mint(id, proof), exchange.address());
    }

    /** Returns the first page proof in the request that is right for this session, or the first one. */
    private String proof(Exchange exchange, String id) {
        List<String> proofs = exchange.pageProofs(isSecure());
        return proofs.stream()
                .filter(proof -> proofs.size() > 1 && !lacksProof(handoffs.status(id, proof)))
                .findFirst()
                .orElse(proofs.get(0));
    }

    private boolean isSecure() {
        return publicUrl.getScheme().equals("https");
    }

    private static boolean lacksProof(Result<?> result) {
        return result.refusal().filter(Refusal.PAGE_PROOF_REQUIRED::equals).isPresent();
    }

    void status(Exchange exchange) {
        String id = exchange.sessionId();
        Fields query = Request.extractQueryParameters(exchange.request());
        List<String> wait = query.getValuesOrEmpty("wait");
        List<String> version = query.getValuesOrEmpty("version");
        if (wait.isEmpty() && version.isEmpty()) {
            sendStatus(exchange, id, handoffs.status(id, proof(exchange, id)));
            return;
        }
        if (wait.size() != 1 || version.size() != 1 || version.get(0).isEmpty()) {
            throw ApiException.badRequest("wait and version must both be there, each once.");
        }
        Duration longest = longestWait(wait.get(0));
        String proof = proof(exchange, id);
        var unused = watches.await(id, () -> handoffs.status(id, proof), version.get(0), longest)
                .whenComplete((status, failure) -> exchange.attempt(() -> {
                    if (failure != null) {
                        throw ApiException.of(failure);
                    }
                    sendStatus(exchange, id, status);
                }));
    }

    /** Sends the whole status to the page that proved itself, and the public status to any other caller. */
    private void sendStatus(Exchange exchange, String id, Result<SessionStatus> read) {
        if (lacksProof(read)) {
            PublicStatus status = ApiException.orThrow(handoffs.publicStatus(id));
            exchange.send(200, StatusJson.of(id, status, Collections.singletonMap("redirect_url", null)));
        } else if (exchange.isKnown(ApiException.orThrow(read).version())) {
            exchange.sendNothing(304);
        } else {
            // checked again, because others may write to the table
            String redirectUrl = storage.redirectUrl(id).filter(this::mayLeadTo).orElse(null);
            Map<String, String> more = Collections.singletonMap("redirect_url", redirectUrl);
            exchange.send(200, StatusJson.of(id, read.orElseThrow(), more));
        }
    }

    /** Reads a session that can't exist, to check that the store answers. */
    void health(Exchange exchange) {
        handoffs.publicStatus("none");
        exchange.send(200, Exchange.object().put("status", "ok"));
    }

    /** Parses the wait, and cuts it to the longest one that is allowed. */
    static Duration longestWait(String text) {
        try {
            Duration wait = Duration.parse(text);
            if (!wait.isNegative()) {
                return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
            }
        } catch (DateTimeParseException malformed) {
            // refused below, as a negative wait is
        }
        throw ApiException.badRequest("wait must be an ISO-8601 duration such as PT20S.");
    }

    void matchChoices(Exchange exchange) {
        String id = exchange.sessionId();
        ObjectNode data = Exchange.object();
        limits.authentic(handoffs.matchChoices(id, proof(exchange, id)), exchange.address())
                .forEach(data.putArray("choices")::add);
        exchange.send(200, data);
    }

    void pick(Exchange exchange) {
        String id = exchange.sessionId();
        String choice = required(exchange, "choice");
        if (!choice.matches("[0-9]{2}")) {
            // refused as malformed, because the library would count it as a wrong pick and cancel the session
            throw ApiException.badRequest("choice must be two digits.");
        }
        SessionState picked = limits.authentic(handoffs.pick(id, proof(exchange, id), choice), exchange.address());
        if (picked == SessionState.CANCELLED) {
            throw new ApiException(409, "MATCH_CODE_WRONG", "The phone shows other digits. The session is cancelled.");
        }
        exchange.sendNothing(204);
    }

    void cancel(Exchange exchange) {
        String id = exchange.sessionId();
        String token = required(exchange, "cancel_token");
        Result<SessionStatus> known = handoffs.backendStatus(id);
        if (!settings.isUnstored()) {
            ApiException.orThrow(known);
        }
        String end = token.replaceFirst("[.].*", "");
        byte[] sent = token.getBytes(UTF_8);
        // compared in constant time
        if (settings.cancelKeys.stream()
                .noneMatch(key -> isEqual(cancelToken(key, id, end).getBytes(UTF_8), sent))) {
            // only wrong tokens are counted, so a guesser can't keep the token's owner from cancelling
            Limit limit = known.isOk() ? Limit.WRONG_CANCEL_TOKENS_BY_SESSION : Limit.WRONG_CREDENTIALS_BY_ADDRESS;
            limits.count(limit, known.isOk() ? id : exchange.address());
            throw new ApiException(401, "CANCEL_TOKEN_INVALID", "This token does not cancel this session.");
        }
        Instant endsAt = Instant.ofEpochMilli(Long.parseLong(end));
        if (endsAt.isAfter(clock.instant())
                && !known.fold(status -> status.state().isTerminal(), refusal -> false)) {
            webhook.filter(hook -> settings.isUnstored()).ifPresent(hook -> hook.expect(id, endsAt));
            // a refusal means that the session has ended in the meantime
            var unused = handoffs.cancel(id);
        }
        exchange.sendNothing(204);
    }

    /** Computes the cancel token, which is not stored. It contains the session's end, for unstored sessions. */
    private static String cancelToken(byte[] key, String id, String end) {
        HmacUtils mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key);
        return end + "." + mac.hmacHex("verify-web/cancel/1 " + id + " " + end);
    }

    private static String required(Exchange exchange, String field) {
        return exchange.json(field).text(field).orElseThrow(() -> ApiException.badRequest(field + " is missing."));
    }

    private boolean mayLeadTo(String url) {
        Matcher address = REDIRECT.matcher(url);
        return url.length() <= LONGEST_REDIRECT
                && address.matches()
                && (address.group("port") == null || Integer.parseInt(address.group("port")) <= 0xFFFF)
                && (settings.redirectHosts.isEmpty()
                        || settings.redirectHosts.contains(address.group(1).toLowerCase(Locale.ROOT)));
    }
}
