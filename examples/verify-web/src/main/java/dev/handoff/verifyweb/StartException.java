package dev.handoff.verifyweb;

/** Why the demo can't start: one line for whoever starts it, without any setting's value. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String line) {
        super(line);
    }
}
