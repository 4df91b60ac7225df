package dev.handoff.model;

/**
 * A phone's connection. Each connection of a generation has a higher number than the connection before.
 *
 * @param attempt the number of the attempt in progress
 */
record Link(int life, int attempt, int connection) {

    static final Link NONE = new Link(-1, 0, 0);
}
