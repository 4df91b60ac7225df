package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.SessionStatus;
import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.verifyweb.DemoSessions.DemoSession;
import io.javalin.http.Context;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells how a session stands, at once or as soon as that changes; and whether the server is well. */
final class StatusApi {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final HandoffService handoffs;
    private final DemoSessions sessions;
    private final StatusWaiters waiters;
    private final SecureRandom random = new SecureRandom();

    StatusApi(HandoffService handoffs, DemoSessions sessions, StatusWaiters waiters) {
        this.handoffs = handoffs;
        this.sessions = sessions;
        this.waiters = waiters;
    }

    /** {@code GET /v1/verify/session/{id}/status}. */
    void status(Context ctx) {
        String id = SessionIds.of(ctx);
        List<String> wait = ctx.queryParams("wait");
        List<String> version = ctx.queryParams("version");
        if (wait.isEmpty() && version.isEmpty()) {
            answer(ctx, id, handoffs.status(id));
            return;
        }
        if (wait.size() != 1 || version.size() != 1 || version.get(0).isEmpty()) {
            throw ApiException.badRequest("wait and version go together, each once.");
        }
        Duration longest = longestWait(wait.get(0));
        ctx.future(() -> waiters.await(id, version.get(0), longest).thenAccept(status -> answer(ctx, id, status)));
    }

    /** {@code GET /healthz}: asks the store for a session that can't exist. */
    void health(Context ctx) {
        handoffs.status(SessionIds.random(random));
        Envelope.send(ctx, 200, Json.object().put("status", "ok"));
    }

    private void answer(Context ctx, String id, Result<SessionStatus> result) {
        SessionStatus status = ApiException.orThrow(result);
        Optional<String> redirectUrl = sessions.find(id).flatMap(DemoSession::redirectUrl);
        if (EntityTags.isKnown(ctx, status.version())) {
            Envelope.sendNothing(ctx, 304);
            return;
        }
        ObjectNode data = Json.object()
                .put("session_id", id)
                .put("status", status.state().code())
                .put("is_terminal", status.state().isTerminal())
                .put("same_device_only", status.sameDeviceOnly())
                .put("completed_at", orNull(status.completedAt()))
                .put("redirect_url", redirectUrl.orElse(null))
                .put("version", status.version());
        data.set("latest_attempt", status.lastClaim().map(StatusApi::json).orElse(null));
        Envelope.send(ctx, 200, data);
    }

    private static ObjectNode json(LastClaim claim) {
        return Json.object()
                .put("status", claim.state().code())
                .put("failure_code", claim.failureCode().orElse(null))
                .put("retry_allowed", claim.retryAllowed())
                .put("completed_at", orNull(claim.completedAt()));
    }

    private static @Nullable String orNull(Optional<Instant> instant) {
        return instant.map(Json::instant).orElse(null);
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
