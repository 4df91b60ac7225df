package dev.handoff.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.PublicStatus;
import dev.handoff.SessionStatus;
import dev.handoff.SessionStatus.Approval;
import dev.handoff.SessionStatus.LastClaim;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link SessionStatus} for the page and for clients. The JSON holds no secret except the session id.
 * Thread-safe.
 */
public final class StatusJson {

    private static final List<String> NOT_PUBLIC =
            List.of("completed_at", "approval", "version", "sequence", "latest_attempt");

    private StatusJson() {}

    /**
     * Returns the status as one JSON object, without white space and in this order:
     *
     * <pre>{@code
     * {"session_id":"…","status":"failed","is_terminal":true,"same_device_only":true,"completed_at":"…",
     *  "approval":null,"version":"…","sequence":7,"latest_attempt":{"status":"failed","claimed_at":"…","failure_code":"…",
     *  "retry_allowed":false,"attempts_left":0,"completed_at":"…"}}
     * }</pre>
     *
     * <p>A value that is not known yet is null; {@code latest_attempt} is null before the first consumption. Instants
     * have the form of {@link HandoffJson#instant}.
     *
     * @param sessionId the id of the session
     */
    public static String of(String sessionId, SessionStatus status) {
        return object(sessionId, status).toString();
    }

    /**
     * Returns {@link #of(String, SessionStatus)} with additional fields of the host at the end, in the map's order.
     *
     * @param more texts by their field names, for instance an address to continue at; a text may be null
     * @throws IllegalArgumentException if the status has a field of such a name
     */
    public static String of(String sessionId, SessionStatus status, Map<String, @Nullable String> more) {
        return with(more, object(sessionId, status)).toString();
    }

    /**
     * Returns the public status, which needs no page proof, in the same shape: every field of the library is null
     * except {@code session_id}, {@code status}, {@code is_terminal} and {@code same_device_only}.
     *
     * @param more as in {@link #of(String, SessionStatus, Map)}
     * @throws IllegalArgumentException if the status has a field of such a name
     */
    public static String of(String sessionId, PublicStatus status, Map<String, @Nullable String> more) {
        ObjectNode object = object(sessionId, status);
        NOT_PUBLIC.forEach(object::putNull);
        return with(more, object).toString();
    }

    private static ObjectNode object(String sessionId, PublicStatus status) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(WireNames.SESSION_ID, sessionId)
                .put("status", status.state().code())
                .put("is_terminal", status.state().isTerminal())
                .put("same_device_only", status.sameDeviceOnly());
    }

    private static ObjectNode object(String sessionId, SessionStatus status) {
        return object(sessionId, new PublicStatus(status.state(), status.sameDeviceOnly()))
                .put("completed_at", orNull(status.completedAt()))
                .put("approval", status.approval().map(Approval::code).orElse(null))
                .put("version", status.version())
                .put("sequence", status.sequence())
                .set(
                        "latest_attempt",
                        status.lastClaim()
                                .map(claim -> object(claim, status.triesLeft()))
                                .orElse(null));
    }

    private static ObjectNode with(Map<String, @Nullable String> more, ObjectNode object) {
        more.forEach((name, text) -> {
            if (object.has(name)) {
                throw new IllegalArgumentException(
                        "the status already has a field named " + name + ": choose another name");
            }
            object.put(name, text);
        });
        return object;
    }

    private static ObjectNode object(LastClaim claim, int triesLeft) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", claim.state().code())
                .put("claimed_at", HandoffJson.instant(claim.claimedAt()))
                .put("failure_code", claim.failureCode().orElse(null))
                .put("retry_allowed", claim.retryAllowed())
                .put("attempts_left", triesLeft)
                .put("completed_at", orNull(claim.completedAt()));
    }

    private static @Nullable String orNull(Optional<Instant> instant) {
        return instant.map(HandoffJson::instant).orElse(null);
    }
}
