package dev.handoff.testkit;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.Result;
import dev.handoff.Secret;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A web page that acts as a test directs: {@code page.opens("vs_1")}, {@code page.asksForACode()}. It shows one session
 * and presents the page proof of that session if it has one. Each method returns the result of the service, so that a
 * test can assert a refusal. For one thread at a time.
 */
public final class TestPage {

    private HandoffService handoffs;
    private @Nullable String sessionId;
    private @Nullable String pageProof;

    /** Creates a page that shows no session yet. */
    public TestPage(HandoffService handoffs) {
        this.handoffs = Objects.requireNonNull(handoffs, "handoffs");
    }

    /** Opens and shows a session. If opening again returns no page proof, the page keeps the proof that it has. */
    public Result<OpenedSession> opens(String id) {
        Result<OpenedSession> answer = handoffs.open(id);
        String kept = pageProof;
        visits(id, answer.fold(opened -> opened.pageProof().map(Secret::reveal).orElse(kept), refusal -> kept));
        return answer;
    }

    /** Shows a session with its id and without a page proof, like an attacker who found the id in a log. */
    public TestPage visits(String id) {
        return visits(id, null);
    }

    /** Shows a session that the host opened, with the page proof that the host returned. */
    public TestPage visits(String id, @Nullable String proof) {
        sessionId = Objects.requireNonNull(id, "id");
        pageProof = proof;
        return this;
    }

    /** Makes the page call another node of the same system. */
    public TestPage connectsTo(HandoffService otherNode) {
        handoffs = Objects.requireNonNull(otherNode, "otherNode");
        return this;
    }

    /** Mints the code that a phone scans. */
    public Result<Handoff> asksForACode() {
        return handoffs.mint(sessionId(), pageProof);
    }

    /** Reads the status of the session. */
    public Result<SessionStatus> asksForTheStatus() {
        return handoffs.status(sessionId(), pageProof);
    }

    /** Reads the digits that the page offers to the person, if the policy requires a match code. */
    public Result<List<String>> asksForTheChoices() {
        return handoffs.matchChoices(sessionId(), pageProof);
    }

    /** Picks digits, as the person at the page does. */
    public Result<SessionState> picks(String digits) {
        return handoffs.pick(sessionId(), pageProof, digits);
    }

    /** Cancels the session, as the person at the page does. */
    public Result<SessionState> cancels() {
        return handoffs.cancel(sessionId(), pageProof);
    }

    /**
     * Returns the id of the session that the page shows.
     *
     * @throws IllegalStateException if the page shows no session yet
     */
    public String sessionId() {
        String shown = sessionId;
        if (shown == null) {
            throw new IllegalStateException("This page shows no session yet. Call opens(id) or visits(id) first.");
        }
        return shown;
    }
}
