/** A small host on the JDK's HTTP server; {@link dev.handoff.plainjava.PlainHost} contains all calls of the library. */
@NullMarked
package dev.handoff.plainjava;

import org.jspecify.annotations.NullMarked;
