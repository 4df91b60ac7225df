/**
 * For store and hasher authors. Implement {@link dev.handoff.spi.TokenStore}, extend {@code TokenStoreContract} of the
 * module {@code handoff-testkit}, and you are done.
 *
 * <p>A store keeps one {@link dev.handoff.spi.HandoffRecord} per session and answers one question that only it can
 * answer: did this record stay as it was until I wrote? It knows no rule of the handoff. {@link dev.handoff.spi.Stamp}
 * says what makes a record's state unique, and {@link dev.handoff.spi.TokenStoreException} how a store reports trouble.
 */
@NullMarked
package dev.handoff.spi;

import org.jspecify.annotations.NullMarked;
