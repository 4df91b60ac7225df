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
 * A web page that does what a test says: {@code page.opens("vs_1")}, {@code page.asksForACode()}. It shows one session
 * and presents that session's page proof where it has it. It answers what the service answered: a refusal is a value to
 * assert. For one thread at a time.
 */
public final class TestPage {

    private HandoffService handoffs;
    private @Nullable String sessionId;
    private @Nullable String pageProof;

    /** A page that shows no session yet. */
    public TestPage(HandoffService handoffs) {
        this.handoffs = Objects.requireNonNull(handoffs, "handoffs");
    }

    /** Opens a session and shows it from now on. Where opening again gives no page proof, the page keeps its own. */
    public Result<OpenedSession> opens(String id) {
        Result<OpenedSession> answer = handoffs.open(id);
        String kept = pageProof;
        visits(id, answer.fold(opened -> opened.pageProof().map(Secret::reveal).orElse(kept), refusal -> kept));
        return answer;
    }

    /** Shows a session of which it knows the id alone, like somebody who found the id in a log. */
    public TestPage visits(String id) {
        return visits(id, null);
    }

    /** Shows a session that the host opened, with the page proof that the host handed to it. */
    public TestPage visits(String id, @Nullable String proof) {
        sessionId = Objects.requireNonNull(id, "id");
        pageProof = proof;
        return this;
    }

    /** From now on it talks to another node of the same system. */
    public TestPage connectsTo(HandoffService otherNode) {
        handoffs = Objects.requireNonNull(otherNode, "otherNode");
        return this;
    }

    /** Asks for the code that a phone scans. */
    public Result<Handoff> asksForACode() {
        return handoffs.mint(sessionId(), pageProof);
    }

    /** Asks how the session stands. */
    public Result<SessionStatus> asksForTheStatus() {
        return handoffs.status(sessionId(), pageProof);
    }

    /** Asks for the digits that it offers to the person, where the policy asks for a match code. */
    public Result<List<String>> asksForTheChoices() {
        return handoffs.matchChoices(sessionId(), pageProof);
    }

    /** The person picks digits on it. */
    public Result<SessionState> picks(String digits) {
        return handoffs.pick(sessionId(), pageProof, digits);
    }

    /** The person cancels. */
    public Result<SessionState> cancels() {
        return handoffs.cancel(sessionId(), pageProof);
    }

    /**
     * The session that it shows.
     *
     * @throws IllegalStateException if it shows none yet
     */
    public String sessionId() {
        String shown = sessionId;
        if (shown == null) {
            throw new IllegalStateException("this page shows no session yet: let it open or visit one first");
        }
        return shown;
    }
}
