/**
 * For testers and store authors.
 *
 * <p>Testers of handoff logic take a {@link dev.handoff.testkit.SettableClock}, a {@link dev.handoff.testkit.FakePhone}
 * and the memory store: time, replay and a second device without sleeping and without a database. Store authors extend
 * {@link dev.handoff.testkit.TokenStoreContract} and return their store. {@link dev.handoff.testkit.CountingStore} and
 * {@link dev.handoff.testkit.StagedStore} wrap any store, to count its calls and to let a rival act at the worst
 * moment.
 */
@NullMarked
package dev.handoff.testkit;

import org.jspecify.annotations.NullMarked;
