/**
 * The table's statements and what their failures mean: {@link dev.handoff.store.jdbc.internal.TableStatements} runs
 * them on a connection, {@link dev.handoff.store.jdbc.internal.HandoffTable} begins and ends what is the store's own.
 */
@NullMarked
package dev.handoff.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
