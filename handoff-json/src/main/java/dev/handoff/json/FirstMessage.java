package dev.handoff.json;

import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a phone's connection, as the host hears it: a {@link Greeting}, or why it is none. Immutable.
 *
 * <pre>{@code
 * {"type": "hello", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…", "app_version": "…"}
 * {"type": "resume", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * }</pre>
 */
public sealed interface FirstMessage {

    /** The longest message that is read, in bytes of UTF-8; one byte more is a {@link Reason#BAD_REQUEST}. */
    int MAX_BYTES = 16_384;

    /**
     * What this text says. Fields that nobody knows are ignored. Credentials that are missing, null or malformed texts
     * are passed on: the {@link HandoffService} is who refuses them.
     *
     * <p>A refused message is a {@link Reason#BAD_REQUEST} if it is longer than {@link #MAX_BYTES}, is not exactly one
     * JSON object (RFC 8259, section 4), has a name twice, or nests deeper than 16 levels, itself included; else a
     * {@link Reason#HELLO_REQUIRED} if its type is not one of the two; else a {@link Reason#BAD_REQUEST} because a
     * credential or the app's version is something else than a text.
     */
    static FirstMessage parse(String json) {
        // a char takes at least one byte: what is obviously too long need not be encoded
        if (json.length() > MAX_BYTES || json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return new Refused(Reason.BAD_REQUEST);
        }
        return StrictObject.read(json).map(FirstMessage::parse).orElseGet(() -> new Refused(Reason.BAD_REQUEST));
    }

    private static FirstMessage parse(StrictObject object) {
        String deviceId = "device_id";
        String appVersion = "app_version";
        Kind kind = Kind.of(object.text("type"));
        if (kind == null) {
            return new Refused(Reason.HELLO_REQUIRED);
        }
        if (!object.allTextsOrMissing(WireNames.ATTEMPT_ID, WireNames.TOKEN, deviceId, appVersion)) {
            return new Refused(Reason.BAD_REQUEST);
        }
        PhoneCredentials credentials = new PhoneCredentials(
                object.text(WireNames.ATTEMPT_ID), object.text(WireNames.TOKEN), object.text(deviceId));
        return new Greeting(kind, credentials, object.text(appVersion));
    }

    /** What a phone asks for. */
    enum Kind {
        /** {@link HandoffService#consume}. */
        HELLO,
        /** {@link HandoffService#resume}. */
        RESUME;

        private static @Nullable Kind of(@Nullable String type) {
            if ("hello".equals(type)) {
                return HELLO;
            }
            return "resume".equals(type) ? RESUME : null;
        }
    }

    /** A phone that presents itself. Holds its credentials, and shows them to nobody but the service. Immutable. */
    final class Greeting implements FirstMessage {

        private final Kind kind;
        private final PhoneCredentials credentials;
        private final @Nullable String appVersion;

        private Greeting(Kind kind, PhoneCredentials credentials, @Nullable String appVersion) {
            this.kind = kind;
            this.credentials = credentials;
            this.appVersion = appVersion;
        }

        /** What the phone asks for. */
        public Kind kind() {
            return kind;
        }

        /** What the phone presents, still unchecked. */
        public PhoneCredentials credentials() {
            return credentials;
        }

        /** The version that the app claims to have, any text; empty if it says nothing. */
        public Optional<String> appVersion() {
            return Optional.ofNullable(appVersion);
        }

        @Override
        public String toString() {
            return "Greeting[" + kind + "]";
        }
    }

    /**
     * A message that is no greeting.
     *
     * @param reason why
     */
    record Refused(Reason reason) implements FirstMessage {}

    /** Why a message is no greeting. The name is the stable code that clients see. */
    enum Reason {
        /** Too long, not one JSON object, or a field of the wrong type. */
        BAD_REQUEST("This is not a message that can be read."),
        /** A JSON object, but neither hello nor resume. */
        HELLO_REQUIRED("The first message must be hello or resume.");

        private final String message;

        Reason(String message) {
            this.message = message;
        }

        /** The stable code: this constant's name. */
        public String code() {
            return name();
        }

        /** One English sentence for people; not stable. */
        public String message() {
            return message;
        }
    }
}
