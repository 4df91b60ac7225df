/** Attempt ids, which are records as they were minted, and the tokens that authenticate them. */
@NullMarked
package dev.handoff.internal.token;

import org.jspecify.annotations.NullMarked;
