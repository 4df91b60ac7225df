/** Public keys of phones, and what they signed. Knows nothing else of the library. */
@NullMarked
package dev.handoff.internal.possession;

import org.jspecify.annotations.NullMarked;
