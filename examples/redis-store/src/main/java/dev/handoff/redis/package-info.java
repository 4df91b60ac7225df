/** A store on Redis: one hash per session, which expires automatically, and atomic scripts. */
@NullMarked
package dev.handoff.redis;

import org.jspecify.annotations.NullMarked;
