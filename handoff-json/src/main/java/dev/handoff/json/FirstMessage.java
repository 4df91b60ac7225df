package dev.handoff.json;

import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Safeguard;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first message on a phone's connection, as the host receives it: a {@link Greeting}, or an {@link InvalidMessage}.
 * Immutable.
 *
 * <pre>{@code
 * {"type": "hello", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…", "app_version": "…"}
 * {"type": "resume", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * {"type": "challenge", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * {"type": "decline", "attempt_id": "va_…", "mobile_write_token": "…", "device_id": "…"}
 * }</pre>
 *
 * <p>All but the challenge may have {@code "proof": "…"}, the signature that {@link Safeguard#POSSESSION} needs.
 * Without that safeguard a challenge is of no use, and a host should refuse it like a message that is no greeting.
 */
public sealed interface FirstMessage {

    /** The most bytes of UTF-8 of a message; one byte more is a {@link Reason#BAD_REQUEST}. */
    int MAX_BYTES = 16_384;

    /**
     * Reads a first message. It may have fields of the host's own ({@link Greeting#fields}). Credentials that are
     * missing, null or malformed texts are passed on, and the {@link HandoffService} refuses them.
     *
     * <p>The checks, in this order: the message is a {@link Reason#BAD_REQUEST} if it is longer than
     * {@link #MAX_BYTES}, is not exactly one JSON object (RFC 8259, section 4), has a name twice, or nests deeper than
     * 16 levels, the message itself included; a {@link Reason#HELLO_REQUIRED} if its type is not one of the four; a
     * {@link Reason#BAD_REQUEST} if a credential, the proof or the app version is not a text.
     */
    static FirstMessage parse(String json) {
        // a char takes at least one byte, so a text with too many chars need not be encoded
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
        /** {@link HandoffService#challenge}: a hello or resume follows on the same connection. */
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
     * A message of a phone that presents itself. Holds the phone's credentials and every other field. Neither
     * {@code toString} nor a mapper that reads properties shows them. Immutable.
     */
    final class Greeting implements FirstMessage {

        private final Kind kind;
        private final transient StrictObject fields;

        private Greeting(Kind kind, StrictObject fields) {
            this.kind = kind;
            this.fields = fields;
        }

        /** Returns what the phone asks for. */
        public Kind kind() {
            return kind;
        }

        /** Returns the credentials, unchecked. */
        public PhoneCredentials credentials() {
            return new PhoneCredentials(
                            fields.text(WireNames.ATTEMPT_ID).orElse(null),
                            fields.text(WireNames.TOKEN).orElse(null),
                            fields.text(WireNames.DEVICE_ID).orElse(null))
                    .withProof(fields.text(WireNames.PROOF).orElse(null));
        }

        /**
         * Returns all fields of the message, for fields on which the host and its app have agreed, and for
         * {@code app_version}, which is a text if present. The credentials are among the fields: do not log them.
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
     * @param reason why the message is no greeting
     */
    record InvalidMessage(Reason reason) implements FirstMessage {}

    /** Why a message is no greeting. The name is the stable code that clients see. */
    enum Reason {
        /** The message is too long, is not one JSON object, or has a field of the wrong type. */
        BAD_REQUEST(400, "This is not a message that can be read."),
        /** The message is a JSON object, but not one of the messages that may come first. */
        HELLO_REQUIRED(400, "The first message must be hello, resume or decline.");

        private final int httpStatus;
        private final String message;

        Reason(int httpStatus, String message) {
            this.httpStatus = httpStatus;
            this.message = message;
        }

        /** Returns the stable code: this constant's name. */
        public String code() {
            return name();
        }

        /** Returns a suggested HTTP status (RFC 9110, section 15). */
        public int httpStatus() {
            return httpStatus;
        }

        /** Returns one English sentence for the user. The text may change between releases. */
        public String message() {
            return message;
        }
    }
}
