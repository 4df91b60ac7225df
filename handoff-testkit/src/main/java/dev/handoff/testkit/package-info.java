/**
 * For testers of code that uses handoffs: time, replay and a second device without sleeping and without a database.
 *
 * <p>A {@link dev.handoff.testkit.TestPage} and {@link dev.handoff.testkit.TestPhone}s tell the story over a service
 * with a {@link dev.handoff.testkit.SettableClock} and the memory store; {@link dev.handoff.testkit.ResultAssert} says
 * what they must be answered. {@link dev.handoff.testkit.StagedStore} wraps any store, to stage trouble.
 * {@code docs/testing.md} has examples. Only {@code ResultAssert} needs a test framework, AssertJ, which you bring.
 */
@NullMarked
package dev.handoff.testkit;

import org.jspecify.annotations.NullMarked;
