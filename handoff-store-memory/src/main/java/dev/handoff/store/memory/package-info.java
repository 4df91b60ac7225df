/** For one process, for tests, and for readers who want to write a store: the whole SPI in a page. */
@NullMarked
package dev.handoff.store.memory;

import org.jspecify.annotations.NullMarked;
