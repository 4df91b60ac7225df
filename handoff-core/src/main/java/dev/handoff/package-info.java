/**
 * Hand a web session over to the user's phone: exactly once, to exactly one device.
 *
 * <p>The tour: {@link dev.handoff.HandoffService} is all that a host calls; it is built with a store, a ring of
 * {@link dev.handoff.HandoffKeys} and a {@link dev.handoff.HandoffPolicy}. The page gets a {@link dev.handoff.Handoff},
 * the phone answers with {@link dev.handoff.PhoneCredentials}, the host keeps the {@link dev.handoff.Binding} with the
 * connection and reports an {@link dev.handoff.Outcome}. Every call answers with a {@link dev.handoff.Result}: a value,
 * or a {@link dev.handoff.Refusal}.
 *
 * <p>Inside, data flows one way. A call begins with the session id and the moment, authenticates the phone where there
 * is one, lets the package-private {@code Rules} decide, a pure function of session and moment, settles that in the
 * {@linkplain dev.handoff.spi store}, and answers. {@code Call} is who calls and with what, {@code Settlement} how it
 * ends, {@code SealedStore} the store, distrusted, and {@code Openings} how sessions begin, stored or not.
 */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;
