package dev.handoff.model;

/**
 * A code that a page shows. Instants are milliseconds.
 *
 * @param life the generation of its session, from 1
 * @param end the session's end
 * @param first whether the code was minted before the first consumption
 */
record Code(int life, int number, long issued, long expires, long end, boolean first) {}
