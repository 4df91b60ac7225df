/** Public keys of phones, and their signatures. Knows nothing else of the library. */
@NullMarked
package dev.handoff.internal.possession;

import org.jspecify.annotations.NullMarked;
