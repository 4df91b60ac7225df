package dev.handoff.model;

import org.jspecify.annotations.Nullable;

/**
 * All that decides what calls answer, but for the clock and what the callers hold.
 *
 * @param kept the session's record
 * @param lives how many generations the session has had
 */
record World(@Nullable Kept kept, int lives) {

    static final World EMPTY = new World(null, 0);

    World with(@Nullable Kept next) {
        return new World(next, lives);
    }
}
