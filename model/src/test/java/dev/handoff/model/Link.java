package dev.handoff.model;

/**
 * A phone's connection: numbers rise through the whole generation, so that no two are the same.
 *
 * @param attempt which one the phone works at
 */
record Link(int life, int attempt, int connection) {

    static final Link NONE = new Link(-1, 0, 0);
}
