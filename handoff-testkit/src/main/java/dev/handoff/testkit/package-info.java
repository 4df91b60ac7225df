/**
 * Tools for tests of code that uses handoffs. Tests need no sleeps and no database.
 *
 * <p>A {@link dev.handoff.testkit.TestPage} and {@link dev.handoff.testkit.TestPhone}s call a service with a
 * {@link dev.handoff.testkit.SettableClock} and the memory store; {@link dev.handoff.testkit.ResultAssert} checks the
 * results. {@link dev.handoff.testkit.StagedStore} wraps a store and stages trouble. {@code docs/testing.md} has
 * examples. Only {@code ResultAssert} needs a test framework, AssertJ, which your project adds.
 */
@NullMarked
package dev.handoff.testkit;

import org.jspecify.annotations.NullMarked;
