/**
 * Tells on the host's own {@code DataSource} and table what would hurt in production:
 * {@link dev.handoff.store.jdbc.check.TokenStoreCheck}.
 */
@NullMarked
package dev.handoff.store.jdbc.check;

import org.jspecify.annotations.NullMarked;
