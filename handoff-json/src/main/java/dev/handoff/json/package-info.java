/**
 * The JSON messages between pages, phones and hosts, for hosts that use the library's own wire format. The core does
 * not know this format.
 *
 * <p>In the order in which a session uses the types: {@link dev.handoff.json.HandoffJson} writes the text that a page
 * shows as a QR code or a link. {@link dev.handoff.json.PayloadParser} reads that text on a phone; a
 * {@link dev.handoff.json.ParsedPayload} is a {@link dev.handoff.json.PhonePayload}, or has a
 * {@link dev.handoff.json.PayloadRefusal}. The payload writes the phone's first message to the host, and
 * {@link dev.handoff.json.FirstMessage} reads it on the host. {@link dev.handoff.json.StatusJson} writes the session's
 * status for the page.
 *
 * <p>Input from outside is read strictly and with limits. Malformed input gives a value and never an exception, and no
 * message quotes it. No type of the JSON library is part of this API.
 */
@NullMarked
package dev.handoff.json;

import org.jspecify.annotations.NullMarked;
