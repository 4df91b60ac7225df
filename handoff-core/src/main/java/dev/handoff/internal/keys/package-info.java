/** Secrets, and the values that are derived from them. Knows neither rules nor stores. */
@NullMarked
package dev.handoff.internal.keys;

import org.jspecify.annotations.NullMarked;
