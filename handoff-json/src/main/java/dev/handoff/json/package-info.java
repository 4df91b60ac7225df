/**
 * What pages, phones and hosts say to each other, as JSON. For hosts that speak the library's own wire format; the core
 * knows nothing of it.
 *
 * <p>The tour, in the order in which a session meets it: {@link dev.handoff.json.HandoffJson} writes what a page shows
 * as a QR code or a link. {@link dev.handoff.json.PayloadParser} reads that on a phone: a
 * {@link dev.handoff.json.ParsedPayload} is a {@link dev.handoff.json.PhonePayload} or a
 * {@link dev.handoff.json.PayloadRefusal}. The payload writes the phone's first message to the host, and
 * {@link dev.handoff.json.FirstMessage} reads it there. {@link dev.handoff.json.StatusJson} tells the page how the
 * session stands.
 *
 * <p>Input from outside is read strictly, with limits, and is answered with a value, never with an exception: nothing
 * here quotes it in a message. No type of the JSON library is part of this API.
 */
@NullMarked
package dev.handoff.json;

import org.jspecify.annotations.NullMarked;
