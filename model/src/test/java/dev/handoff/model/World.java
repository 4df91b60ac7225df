package dev.handoff.model;

import org.jspecify.annotations.Nullable;

/**
 * The state that decides the answers, together with the clock and the caller's credentials.
 *
 * @param kept the session's record, null without a record
 * @param lives how many generations were opened
 */
record World(@Nullable Kept kept, int lives) {

    static final World EMPTY = new World(null, 0);

    World with(@Nullable Kept next) {
        return new World(next, lives);
    }
}
