package dev.handoff.testkit.adversary;

import dev.handoff.Handoff;

/**
 * The code that a phone has scanned from the page. Immutable.
 *
 * @param sessionId the session's id
 * @param attemptId the attempt's id
 * @param token the token
 */
public record ScannedCode(String sessionId, String attemptId, String token) {

    /** Returns the code of a handoff, for wirings that call the service directly. */
    public static ScannedCode of(Handoff handoff) {
        return new ScannedCode(
                handoff.sessionId(),
                handoff.attemptId().reveal(),
                handoff.token().reveal());
    }

    /** Returns a text without the secrets. */
    @Override
    public String toString() {
        return "ScannedCode[secret]";
    }
}
