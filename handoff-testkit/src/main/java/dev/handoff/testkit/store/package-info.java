/**
 * The tests that every store must pass. An author of a store extends
 * {@link dev.handoff.testkit.store.TokenStoreContract}, returns the store, and runs the class with JUnit Jupiter. The
 * page {@code docs/writing-a-store.md} explains each group of tests.
 */
@NullMarked
package dev.handoff.testkit.store;

import org.jspecify.annotations.NullMarked;
