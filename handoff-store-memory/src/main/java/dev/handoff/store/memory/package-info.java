/** A store for one process and for tests. It implements the whole SPI on one page, as an example for store authors. */
@NullMarked
package dev.handoff.store.memory;

import org.jspecify.annotations.NullMarked;
