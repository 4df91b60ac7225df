/**
 * Interfaces for authors of stores and device hashers. A new store implements {@link dev.handoff.spi.TokenStore}, and
 * its test extends {@code TokenStoreContract} of the module {@code handoff-testkit}.
 *
 * <p>A store keeps one {@link dev.handoff.spi.StoredRecord} for each session, and replaces it only if it still has the
 * expected stamp. It applies no rule of the handoff and reads no body. A store reports failures by
 * {@link dev.handoff.spi.TokenStoreException}.
 */
@NullMarked
package dev.handoff.spi;

import org.jspecify.annotations.NullMarked;
