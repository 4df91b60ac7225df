/**
 * Hands a web session over to the user's phone: exactly once, to exactly one device.
 *
 * <p>{@link dev.handoff.HandoffService} is the class that a host calls. It is built with a store, a ring of
 * {@link dev.handoff.HandoffKeys} and a {@link dev.handoff.HandoffPolicy}. The page receives a
 * {@link dev.handoff.Handoff}, the phone presents {@link dev.handoff.PhoneCredentials}, and the host keeps the
 * {@link dev.handoff.Binding} with the phone's connection and reports an {@link dev.handoff.Outcome}. Every call
 * returns a {@link dev.handoff.Result}: a value, or a {@link dev.handoff.Refusal}.
 *
 * <p>Inside, data flows in one direction. A {@code Call} begins with the session id and the moment, and authenticates
 * the phone or the page. Its {@code Settlement} reads the session from the {@linkplain dev.handoff.spi store}, lets
 * {@code Rules} decide (a pure function of session and moment), writes the decision, and returns the answer.
 * {@code SealedStore} checks every record that the store returns, and {@code Openings} computes how a session begins,
 * stored or unstored.
 */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;
