package dev.handoff.model;

/**
 * What a page shows. Instants are milliseconds.
 *
 * @param life of which generation it is
 * @param end when the session is over
 * @param first whether it was minted before the first consumption
 */
record Code(int life, int number, long issued, long expires, long end, boolean first) {}
