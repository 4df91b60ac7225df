package dev.handoff.model;

/**
 * The page proof of an opening. Instants are milliseconds.
 *
 * @param life the generation that the opening made
 */
record Proof(int life, long opened, long end) {

    /** A proof without a valid MAC. */
    static final Proof FORGED = new Proof(-1, 0, 0);

    boolean isAuthentic() {
        return life > 0;
    }
}
