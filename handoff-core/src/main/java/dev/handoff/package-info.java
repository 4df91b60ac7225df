/**
 * Hand a web session over to the user's phone: exactly once, to exactly one device.
 *
 * <p>The tour: {@link dev.handoff.HandoffService} is all that a host calls; it is built with a store, a ring of
 * {@link dev.handoff.HandoffKeys} and a {@link dev.handoff.HandoffPolicy}. The page gets a {@link dev.handoff.Handoff},
 * the phone answers with {@link dev.handoff.PhoneCredentials}, the host keeps the {@link dev.handoff.Binding} with the
 * connection and reports an {@link dev.handoff.Outcome}. Every call answers with a {@link dev.handoff.Result}: a value,
 * or a {@link dev.handoff.Refusal}.
 *
 * <p>Inside, data flows one way: the service asks keys and tokens whether a phone is authentic, then the
 * package-private {@code Rules}, a pure function of record and moment, decide, and an optimistic update writes to the
 * {@linkplain dev.handoff.spi store}.
 */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;
