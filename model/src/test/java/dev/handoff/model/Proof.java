package dev.handoff.model;

/**
 * What the page has that opened the session.
 *
 * @param life of which generation it is
 */
record Proof(int life, long opened, long end) {

    /** A text that nobody signed. */
    static final Proof FORGED = new Proof(-1, 0, 0);

    boolean isAuthentic() {
        return life > 0;
    }
}
