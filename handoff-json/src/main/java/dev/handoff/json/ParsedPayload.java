package dev.handoff.json;

/** What became of a text that a phone scanned or was opened with: a {@link PhonePayload}, or why it is none. */
public sealed interface ParsedPayload permits PhonePayload, ParsedPayload.InvalidPayload {

    /**
     * A text that is no usable payload.
     *
     * @param reason why
     */
    record InvalidPayload(PayloadRefusal reason) implements ParsedPayload {}
}
