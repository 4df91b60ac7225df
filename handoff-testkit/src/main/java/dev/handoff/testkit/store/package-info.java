/**
 * For authors of stores: extend {@link dev.handoff.testkit.store.TokenStoreContract}, return your store, and run it
 * with JUnit Jupiter. The page {@code docs/writing-a-store.md} explains each group of tests.
 */
@NullMarked
package dev.handoff.testkit.store;

import org.jspecify.annotations.NullMarked;
