package dev.handoff.testkit.adversary;

import dev.handoff.Handoff;

/**
 * What a phone has after it scanned the page's code. Immutable.
 *
 * @param sessionId the session that it invites to
 * @param attemptId the attempt's id
 * @param token the token
 */
public record ScannedCode(String sessionId, String attemptId, String token) {

    /** What a handoff says, for pages that are not connected to but called. */
    public static ScannedCode of(Handoff handoff) {
        return new ScannedCode(
                handoff.sessionId(),
                handoff.attemptId().reveal(),
                handoff.token().reveal());
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ScannedCode[secret]";
    }
}
