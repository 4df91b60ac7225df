/** A store on Redis: one hash per session, which expires by itself, and scripts that each run as a whole. */
@NullMarked
package dev.handoff.redis;

import org.jspecify.annotations.NullMarked;
