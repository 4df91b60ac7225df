/**
 * For store and hasher authors. Implement {@link dev.handoff.spi.TokenStore}, extend {@code TokenStoreContract} of the
 * module {@code handoff-testkit}, and you are done.
 *
 * <p>A store keeps one {@link dev.handoff.spi.StoredRecord} per session and answers one question that only it can
 * answer: does this record still bear the stamp that I read? It knows no rule of the handoff and reads no body.
 * {@link dev.handoff.spi.TokenStoreException} says how a store reports trouble.
 */
@NullMarked
package dev.handoff.spi;

import org.jspecify.annotations.NullMarked;
