/**
 * For testers of code that uses handoffs: time, replay and a second device without sleeping and without a database.
 *
 * <p>Take a {@link dev.handoff.testkit.SettableClock}, a {@link dev.handoff.testkit.FakePhone} and the memory store.
 * {@link dev.handoff.testkit.StagedStore} wraps any store, to let a rival act at the worst moment or to lose an answer.
 * Nothing here needs a test framework. Authors of stores go to {@code dev.handoff.testkit.store}.
 */
@NullMarked
package dev.handoff.testkit;

import org.jspecify.annotations.NullMarked;
