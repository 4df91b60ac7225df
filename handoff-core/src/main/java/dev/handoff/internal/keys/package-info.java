/** Secrets and what is derived from them. Knows neither sessions' rules nor stores. */
@NullMarked
package dev.handoff.internal.keys;

import org.jspecify.annotations.NullMarked;
