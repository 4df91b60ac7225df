/** A store on Redis: one hash per session, one sorted set for purging, three scripts that each run as a whole. */
@NullMarked
package dev.handoff.redis;

import org.jspecify.annotations.NullMarked;
