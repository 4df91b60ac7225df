package dev.handoff.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.PhoneCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a phone was invited with. Well-formed, but only the host can tell whether it is authentic. Holds the token:
 * store its {@link #text} where only the app can read it, before saying hello, so that the phone can resume after being
 * killed; don't log it. Shows nothing of it in {@code toString}, nor to a mapper that looks for properties. Immutable.
 */
public final class PhonePayload implements ParsedPayload {

    private final transient String sessionId;
    private final transient String attemptId;
    private final transient String token;
    private final @Nullable Instant expiresAt;

    PhonePayload(String sessionId, String attemptId, String token, @Nullable Instant expiresAt) {
        this.sessionId = sessionId;
        this.attemptId = attemptId;
        this.token = token;
        this.expiresAt = expiresAt;
    }

    /** The host's id of the session, not blank. From outside: encode it before it goes into an address. */
    public String sessionId() {
        return sessionId;
    }

    /** {@code va_} and 64 ASCII letters and digits. */
    public String attemptId() {
        return attemptId;
    }

    /** 64 lower-case hexadecimal characters. */
    public String token() {
        return token;
    }

    /**
     * The first instant at which the host lets no phone in by it, on the host's clock; empty if it came in the compact
     * form, which has none: then the host says when it has expired.
     */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /**
     * This payload as a text, for the app to store: {@link PayloadParser#parseStored} makes the same payload of it,
     * also in another process and long after it has expired. It holds the token.
     */
    public String text() {
        return expiresAt == null
                ? CompactForm.write(sessionId, attemptId, token)
                : HandoffJson.payload(sessionId, attemptId, token, expiresAt.toString());
    }

    /**
     * What this phone presents to the host.
     *
     * @param deviceId a secret of the app's installation with 128 random bits or more. Exclude it from backups and
     *     device transfers: two phones with one id are one device, and would take the session from each other
     */
    public PhoneCredentials credentials(String deviceId) {
        return new PhoneCredentials(attemptId, token, deviceId);
    }

    /**
     * The message by which this phone asks to be let in, as {@link FirstMessage#parse} reads it. It holds the token and
     * the device id: send it over an encrypted connection only, and don't log it.
     *
     * @param deviceId as in {@link #credentials}
     * @param appVersion any text; null to say nothing of it
     * @throws IllegalArgumentException if the message would be longer than {@link FirstMessage#MAX_BYTES}
     */
    public String helloMessage(String deviceId, @Nullable String appVersion) {
        return helloMessage(deviceId, appVersion, null);
    }

    /**
     * {@link #helloMessage(String, String)} with a proof of possession.
     *
     * @param proof this phone's signature of the challenge, as {@link PhoneCredentials#withProof} takes it; null for
     *     none
     */
    public String helloMessage(String deviceId, @Nullable String appVersion, @Nullable String proof) {
        return message(FirstMessage.Kind.HELLO, deviceId, appVersion, proof);
    }

    /**
     * The message by which this phone asks to go on after losing its connection. The rest is as in
     * {@link #helloMessage}.
     *
     * @throws IllegalArgumentException if the message would be longer than {@link FirstMessage#MAX_BYTES}
     */
    public String resumeMessage(String deviceId, @Nullable String appVersion) {
        return resumeMessage(deviceId, appVersion, null);
    }

    /** {@link #resumeMessage(String, String)} with a proof of possession, as for {@link #helloMessage}. */
    public String resumeMessage(String deviceId, @Nullable String appVersion, @Nullable String proof) {
        return message(FirstMessage.Kind.RESUME, deviceId, appVersion, proof);
    }

    /**
     * The message by which this phone asks for the text that it is to sign. The rest is as in {@link #helloMessage}.
     */
    public String challengeMessage(String deviceId) {
        return message(FirstMessage.Kind.CHALLENGE, deviceId, null, null);
    }

    /**
     * The message by which this phone says that the person does not want to go on. The rest is as in
     * {@link #helloMessage}.
     *
     * @param proof as in {@link #helloMessage(String, String, String)}
     */
    public String declineMessage(String deviceId, @Nullable String proof) {
        return message(FirstMessage.Kind.DECLINE, deviceId, null, proof);
    }

    private String message(
            FirstMessage.Kind kind, String deviceId, @Nullable String appVersion, @Nullable String proof) {
        ObjectNode message = JsonNodeFactory.instance
                .objectNode()
                .put(WireNames.TYPE, kind.type)
                .put(WireNames.ATTEMPT_ID, attemptId)
                .put(WireNames.TOKEN, token)
                .put(WireNames.DEVICE_ID, Objects.requireNonNull(deviceId, "deviceId"));
        if (appVersion != null) {
            message.put(WireNames.APP_VERSION, appVersion);
        }
        if (proof != null) {
            message.put(WireNames.PROOF, proof);
        }
        String json = message.toString();
        if (json.getBytes(StandardCharsets.UTF_8).length > FirstMessage.MAX_BYTES) {
            throw new IllegalArgumentException("device id and app version make the message too long");
        }
        return json;
    }

    @Override
    public String toString() {
        return "PhonePayload[expiresAt=" + expiresAt + "]";
    }
}
