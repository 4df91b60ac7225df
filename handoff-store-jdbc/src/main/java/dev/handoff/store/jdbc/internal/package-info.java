/**
 * The table's statements and the meaning of their failures. {@link dev.handoff.store.jdbc.internal.TableStatements}
 * runs them on a connection; {@link dev.handoff.store.jdbc.internal.HandoffTable} opens, commits and closes the store's
 * connections.
 */
@NullMarked
package dev.handoff.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
