package dev.handoff.json;

import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Safeguard;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first message of a phone's connection, as the host receives it: a {@link Greeting}, or why it is none. Immutable.
 *
 * <pre>{@code
 * {"type": "hello", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…", "app_version": "…"}
 * {"type": "resume", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * {"type": "challenge", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * {"type": "decline", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * }</pre>
 *
 * <p>All but the challenge may carry {@code "proof": "…"}, the signature that {@link Safeguard#POSSESSION} needs.
 * Without that safeguard a challenge is of no use, and a host refuses it like any message that is no greeting.
 */
public sealed interface FirstMessage {

    /** The longest message that is read, in bytes of UTF-8; one byte more is a {@link Reason#BAD_REQUEST}. */
    int MAX_BYTES = 16_384;

    /**
     * What this text says. Fields of the host's own may stand in it ({@link Greeting#fields}). Credentials that are
     * missing, null or malformed texts are passed on: the {@link HandoffService} refuses them.
     *
     * <p>An invalid message is a {@link Reason#BAD_REQUEST} if it is longer than {@link #MAX_BYTES}, is not exactly one
     * JSON object (RFC 8259, section 4), has a name twice, or nests deeper than 16 levels, itself included; else a
     * {@link Reason#HELLO_REQUIRED} if its type is not one of the four; else a {@link Reason#BAD_REQUEST} because a
     * credential, the proof or the app's version is something else than a text.
     */
    static FirstMessage parse(String json) {
        // a char takes at least one byte: what is obviously too long need not be encoded
        if (json.length() > MAX_BYTES || json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return new InvalidMessage(Reason.BAD_REQUEST);
        }
        return StrictObject.read(json).map(FirstMessage::parse).orElseGet(() -> new InvalidMessage(Reason.BAD_REQUEST));
    }

    private static FirstMessage parse(StrictObject object) {
        Optional<Kind> kind = object.text(WireNames.TYPE).flatMap(Kind::of);
        if (kind.isEmpty()) {
            return new InvalidMessage(Reason.HELLO_REQUIRED);
        }
        return object.allTextsOrMissing(
                        WireNames.ATTEMPT_ID,
                        WireNames.TOKEN,
                        WireNames.DEVICE_ID,
                        WireNames.PROOF,
                        WireNames.APP_VERSION)
                ? new Greeting(kind.get(), object)
                : new InvalidMessage(Reason.BAD_REQUEST);
    }

    /** What a phone asks for. */
    enum Kind {
        /** {@link HandoffService#consume}. */
        HELLO("hello"),
        /** {@link HandoffService#resume}. */
        RESUME("resume"),
        /** {@link HandoffService#challenge}: hello or resume is to follow on the same connection. */
        CHALLENGE("challenge"),
        /** {@link HandoffService#decline}: the person does not want to go on. */
        DECLINE("decline");

        final String type;

        Kind(String type) {
            this.type = type;
        }

        private static Optional<Kind> of(String type) {
            return Stream.of(values()).filter(kind -> kind.type.equals(type)).findAny();
        }
    }

    /**
     * A phone that presents itself. Holds its credentials and whatever else it sent, and shows nothing of them in
     * {@code toString}, nor to a mapper that looks for properties. Immutable.
     */
    final class Greeting implements FirstMessage {

        private final Kind kind;
        private final transient StrictObject fields;

        private Greeting(Kind kind, StrictObject fields) {
            this.kind = kind;
            this.fields = fields;
        }

        /** What the phone asks for. */
        public Kind kind() {
            return kind;
        }

        /** What the phone presents, still unchecked. */
        public PhoneCredentials credentials() {
            return new PhoneCredentials(
                            fields.text(WireNames.ATTEMPT_ID).orElse(null),
                            fields.text(WireNames.TOKEN).orElse(null),
                            fields.text(WireNames.DEVICE_ID).orElse(null))
                    .withProof(fields.text(WireNames.PROOF).orElse(null));
        }

        /**
         * All that it sent, for what the host and its app have agreed on besides, and for {@code app_version}, which is
         * a text if it is there. The credentials are among it: don't log them.
         */
        public StrictObject fields() {
            return fields;
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
    record InvalidMessage(Reason reason) implements FirstMessage {}

    /** Why a message is no greeting. The name is the stable code that clients see. */
    enum Reason {
        /** Too long, not one JSON object, or a field of the wrong type. */
        BAD_REQUEST(400, "This is not a message that can be read."),
        /** A JSON object, but none of the messages that may come first. */
        HELLO_REQUIRED(400, "The first message must be hello, resume or decline.");

        private final int httpStatus;
        private final String message;

        Reason(int httpStatus, String message) {
            this.httpStatus = httpStatus;
            this.message = message;
        }

        /** The stable code: this constant's name. */
        public String code() {
            return name();
        }

        /** The HTTP status (RFC 9110, section 15) that fits, a suggestion. */
        public int httpStatus() {
            return httpStatus;
        }

        /** One English sentence for people; not stable. */
        public String message() {
            return message;
        }
    }
}
