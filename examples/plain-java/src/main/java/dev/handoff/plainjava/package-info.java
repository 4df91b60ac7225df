/** The smallest host of a handoff: {@link dev.handoff.plainjava.PlainHost} is all of it. */
@NullMarked
package dev.handoff.plainjava;

import org.jspecify.annotations.NullMarked;
