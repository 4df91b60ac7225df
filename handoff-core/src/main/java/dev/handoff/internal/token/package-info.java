/** Attempt ids: records as they stood when a token was minted. Knows the records of the SPI, and no keys. */
@NullMarked
package dev.handoff.internal.token;

import org.jspecify.annotations.NullMarked;
