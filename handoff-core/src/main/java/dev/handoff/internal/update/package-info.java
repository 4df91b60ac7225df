/** The one way in which core writes: decide on what was read, write if it is still so, else look again. */
@NullMarked
package dev.handoff.internal.update;

import org.jspecify.annotations.NullMarked;
