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
 * A well-formed payload. Only the host can check whether it is authentic. It holds the token: store its {@link #text}
 * where only the app can read it, before saying hello, so that the phone can resume after the app was killed; do not
 * log it. Neither {@code toString} nor a mapper that reads properties shows the token. Immutable.
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

    /** Returns the session id, not blank. It comes from outside: encode it before you put it into an address. */
    public String sessionId() {
        return sessionId;
    }

    /** Returns the attempt id: {@code va_} and 64 ASCII letters and digits. */
    public String attemptId() {
        return attemptId;
    }

    /** Returns the token: 64 lower-case hexadecimal characters. */
    public String token() {
        return token;
    }

    /**
     * Returns the first instant, by the host's clock, at which the token can't be consumed any more. Empty for the
     * compact form, which has no expiry: the host's refusal then shows that the token has expired.
     */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /**
     * Returns this payload as a text, for the app to store. {@link PayloadParser#parseStored} reads the same payload
     * from it, also in another process and long after the expiry. The text holds the token.
     */
    public String text() {
        return expiresAt == null
                ? CompactForm.write(sessionId, attemptId, token)
                : HandoffJson.payload(sessionId, attemptId, token, expiresAt.toString());
    }

    /**
     * Returns the credentials that this phone presents to the host.
     *
     * @param deviceId a secret of the app's installation with 128 random bits or more. Exclude it from backups and
     *     device transfers, because two phones with the same id are one device, and would take the session from each
     *     other. With {@link dev.handoff.Safeguard#POSSESSION} it is the phone's public key, see
     *     {@link PhoneCredentials}
     */
    public PhoneCredentials credentials(String deviceId) {
        return new PhoneCredentials(attemptId, token, deviceId);
    }

    /**
     * Returns the message that says hello, which {@link FirstMessage#parse} reads. It holds the token and the device
     * id: send it over an encrypted connection only, and do not log it.
     *
     * @param deviceId as in {@link #credentials}
     * @param appVersion any text, or null for no version
     * @throws IllegalArgumentException if the message would be longer than {@link FirstMessage#MAX_BYTES}
     */
    public String helloMessage(String deviceId, @Nullable String appVersion) {
        return helloMessage(deviceId, appVersion, null);
    }

    /**
     * Returns {@link #helloMessage(String, String)} with a proof of possession.
     *
     * @param proof this phone's signature of the challenge, as {@link PhoneCredentials#withProof} takes it; null for no
     *     proof
     */
    public String helloMessage(String deviceId, @Nullable String appVersion, @Nullable String proof) {
        return message(FirstMessage.Kind.HELLO, deviceId, appVersion, proof);
    }

    /** Returns the message that resumes after a lost connection. The rest is as in {@link #helloMessage}. */
    public String resumeMessage(String deviceId, @Nullable String appVersion) {
        return resumeMessage(deviceId, appVersion, null);
    }

    /** Returns {@link #resumeMessage(String, String)} with a proof of possession, as in {@link #helloMessage}. */
    public String resumeMessage(String deviceId, @Nullable String appVersion, @Nullable String proof) {
        return message(FirstMessage.Kind.RESUME, deviceId, appVersion, proof);
    }

    /** Returns the message that asks for a challenge. The rest is as in {@link #helloMessage}. */
    public String challengeMessage(String deviceId) {
        return message(FirstMessage.Kind.CHALLENGE, deviceId, null, null);
    }

    /**
     * Returns the message that declines, because the person does not want to go on. The rest is as in
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
            throw new IllegalArgumentException("device id, app version and proof make the message longer than "
                    + FirstMessage.MAX_BYTES + " bytes");
        }
        return json;
    }

    @Override
    public String toString() {
        return "PhonePayload[expiresAt=" + expiresAt + "]";
    }
}
