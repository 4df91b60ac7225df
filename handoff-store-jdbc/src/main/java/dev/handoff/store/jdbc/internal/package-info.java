/**
 * The table's statements and what their failures mean: {@link dev.handoff.store.jdbc.internal.HandoffTable} runs them
 * on a connection, {@link dev.handoff.store.jdbc.internal.Transactions} begins and ends what is the store's own.
 */
@NullMarked
package dev.handoff.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
