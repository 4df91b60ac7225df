package dev.handoff.json;

/**
 * The result of reading a text that a phone scanned or was opened with: a {@link PhonePayload}, or an
 * {@link InvalidPayload}.
 */
public sealed interface ParsedPayload permits PhonePayload, ParsedPayload.InvalidPayload {

    /**
     * A text that is no usable payload.
     *
     * @param reason why the text is no usable payload
     */
    record InvalidPayload(PayloadRefusal reason) implements ParsedPayload {}
}
