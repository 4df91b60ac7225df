package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.verifyweb.DemoSessions.DemoSession;
import io.javalin.http.Context;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/** Starts sessions, and cancels them for whoever started them. */
final class SessionsApi {

    private static final int CANCEL_TOKEN_BYTES = 32;

    private final HandoffService handoffs;
    private final DemoSessions sessions;
    private final Duration lifetime;
    private final InstantSource clock;
    private final String publicUrl;
    private final SecureRandom random = new SecureRandom();

    SessionsApi(
            HandoffService handoffs, DemoSessions sessions, Duration lifetime, InstantSource clock, String publicUrl) {
        this.handoffs = handoffs;
        this.sessions = sessions;
        this.lifetime = lifetime;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /** {@code POST /v1/sessions}. */
    void start(Context ctx) throws IOException {
        ObjectNode request = Json.parseObject(RequestBody.text(ctx));
        Optional<String> redirectUrl = Json.text(request, "redirect_url").map(RedirectUrls::checked);
        String id = SessionIds.random(random);
        String cancelToken = randomToken();
        Instant endsAt = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.MILLIS);
        // The demo's part first: a crash in between leaves a row that nobody asks for and that is purged one day. The
        // other way round, somebody could meet a session that can't be cancelled and leads nowhere.
        sessions.add(id, new DemoSession(Hashes.sha256(cancelToken), redirectUrl, endsAt));
        SessionStatus opened = ApiException.orThrow(handoffs.open(id, endsAt));
        Envelope.send(
                ctx,
                201,
                Json.object()
                        .put("id", id)
                        .put("status", opened.state().code())
                        .put("verification_url", publicUrl + "/verify/" + id)
                        .put("cancel_token", cancelToken)
                        .put("expires_at", Json.instant(opened.endsAt()))
                        .put("redirect_url", redirectUrl.orElse(null)));
    }

    /** {@code POST /v1/verify/session/{id}/cancel}. */
    void cancel(Context ctx) throws IOException {
        String id = SessionIds.of(ctx);
        String presented = Json.text(Json.parseObject(RequestBody.text(ctx)), "cancel_token")
                .orElseThrow(() -> ApiException.badRequest("cancel_token is missing."));
        ApiException.orThrow(handoffs.status(id));
        boolean mayCancel = sessions.find(id)
                .filter(session -> Hashes.areEqual(session.cancelHash(), Hashes.sha256(presented)))
                .isPresent();
        if (!mayCancel) {
            throw new ApiException(401, "CANCEL_TOKEN_INVALID", "This token does not cancel this session.");
        }
        Result<SessionState> cancelled = handoffs.cancel(id);
        boolean wasOver =
                cancelled.refusal().filter(Refusal.SESSION_EXPIRED::equals).isPresent();
        if (!wasOver) {
            ApiException.orThrow(cancelled);
        }
        Envelope.sendNothing(ctx, 204);
    }

    private String randomToken() {
        byte[] token = new byte[CANCEL_TOKEN_BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
