package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.HandoffEvent.Operation;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.Base62;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.TokenStoreException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands web sessions over to phones: each to at most one device, by tokens that work at most once.
 *
 * <p>Every call answers with a {@link Result}; a refused call has changed nothing. Which refusal fits which situation
 * is the table of {@code docs/protocol.md}. Session ids are the host's ({@link #randomSessionId} makes one); whoever
 * knows one can mint, so it needs 128 random bits or more, and is never used for another session, not even after a
 * purge. Every call but {@link #purge} refuses {@link Refusal#INVALID_SESSION_ID} where the id is not one
 * ({@link #isSessionId}).
 *
 * <p>Every call throws {@link TokenStoreException} when the store is in trouble, or holds a record of the session that
 * this library did not write; it says whether the call may have been carried out, and whether trying again can help.
 * Every call throws {@link IllegalStateException} when the clock is outside the years 1970 to 2109, which attempt ids
 * can hold.
 *
 * <p>Thread-safe, starts no thread, and keeps nothing between calls: all state is in the store, so any number of
 * services with the same store, keys, namespace and policy are one system.
 */
public final class HandoffService {

    private static final int SESSION_ID_LENGTH = 22;
    private static final Rule ANY = Rule.telling(session -> new Keep());

    private final ServiceParts parts;
    private final Rules rules;
    private final Answers answers;

    HandoffService(ServiceParts parts) {
        this.parts = parts;
        this.rules = parts.rules();
        this.answers = new Answers(parts);
    }

    /** Where a service begins; a store and keys are needed, the rest has defaults. */
    public static HandoffServiceBuilder builder() {
        return new HandoffServiceBuilder();
    }

    /**
     * A new session id for hosts that have none of their own: 22 ASCII letters and digits, 131 random bits. The shorter
     * the id, the easier is the QR code to read.
     */
    public static String randomSessionId() {
        return Base62.random(new SecureRandom(), SESSION_ID_LENGTH);
    }

    /** Whether this can be a session id: not blank, well-formed Unicode, at most 256 bytes of UTF-8. */
    public static boolean isSessionId(String text) {
        return Text.encodeId(text) != null;
    }

    /**
     * The key under which the store keeps this session, 64 lower-case hexadecimal characters: for hosts that look at
     * the rows of many sessions in one query of their own. No secret, but whoever knows the session id can compute it.
     *
     * @throws IllegalArgumentException if this is not a session id
     */
    public String sessionKey(String sessionId) {
        byte[] encoded = Text.encodeId(sessionId);
        if (encoded == null) {
            throw new IllegalArgumentException("this is not a session id");
        }
        return parts.sessionKeys().of(encoded);
    }

    /** {@link #open(String, Instant)} for the policy's session lifetime. */
    public Result<OpenedSession> open(String sessionId) {
        return open(sessionId, null);
    }

    /**
     * The session exists from now on and is over at the instant given. Opening a session twice is harmless: one that is
     * open keeps the end it has. Not so with {@link Opening#UNSTORED}, where it makes two lives of the session.
     *
     * @param endsAt the first instant at which it is over, truncated to milliseconds; null for the policy's lifetime
     * @throws IllegalArgumentException if the end is before 1970 or after 2109; with {@link Opening#UNSTORED} also if
     *     it is later than the policy's session lifetime from now
     */
    public Result<OpenedSession> open(String sessionId, @Nullable Instant endsAt) {
        Call call = begin(Operation.OPEN, sessionId);
        if (call.isRefused()) {
            return call.refused();
        }
        Terms terms = call.terms(endsAt);
        return call.settleOpening(
                Session.opened(terms, null),
                session -> rules.openAgain(session, call.now()),
                stored -> answers.opened(call, stored, terms));
    }

    /** {@link #open(String)} and {@link #mint(String)} at once. */
    public Result<StartedSession> start(String sessionId) {
        return start(sessionId, null);
    }

    /**
     * {@link #open(String, Instant)} and {@link #mint(String)} at once.
     *
     * @param endsAt as for opening
     * @throws IllegalArgumentException as for opening
     */
    public Result<StartedSession> start(String sessionId, @Nullable Instant endsAt) {
        Call call = begin(Operation.START, sessionId);
        if (call.isRefused()) {
            return call.refused();
        }
        Terms terms = call.terms(endsAt);
        return call.settleOpening(
                parts.openings().started(terms, call.now()),
                session -> rules.mint(session, call::isPageOf, call.now()),
                stored -> answers.started(call, stored, terms));
    }

    /** {@link #mint(String, String)} by a page that presented no proof. */
    public Result<Handoff> mint(String sessionId) {
        return mint(sessionId, (String) null);
    }

    /**
     * What a phone needs to take over. Within the policy's reuse window after minting, the same again, on every thread
     * and node; afterwards the next attempt.
     *
     * @param pageProof what the page presented, as it came; only looked at where the policy asks for
     *     {@link Safeguard#PAGE_PROOF}
     */
    public Result<Handoff> mint(String sessionId, @Nullable String pageProof) {
        Call call = begin(Operation.MINT, sessionId).proving(pageProof);
        return call.settle(
                session -> rules.mint(session, call::isPageOf, call.now()), stored -> answers.handoff(call, stored));
    }

    /** The next attempt for the bound phone itself, over its own connection: how it retries without the page. */
    public Result<Handoff> mint(Binding binding) {
        Call call = begin(Operation.MINT, binding.sessionId());
        return call.settle(
                session -> rules.mint(session, binding, call.now()), stored -> answers.handoff(call, stored));
    }

    /**
     * The text that a phone signs for its next {@link #consume} or {@link #resume}, where the policy asks for
     * {@link Safeguard#POSSESSION}. Writes nothing; each text serves once.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<String> challenge(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.CHALLENGE, sessionId).authenticateBound(credentials);
        return call.settle(
                session -> rules.challenge(session, call.phone(), call.now()),
                stored ->
                        call.secrets().challenge(stored.session(), call.phone().attempt()));
    }

    /**
     * Accepts a phone's hello: the first one binds its device, and its token is never accepted again. Of any number of
     * devices at the same moment on any number of nodes, at most one is bound.
     *
     * <p>A phone whose answer got lost gets {@link Refusal#HANDOFF_TOKEN_CONSUMED} the second time, and resumes.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<Binding> consume(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.CONSUME, sessionId).authenticate(credentials);
        Rule rule = session -> rules.consume(session, call.phone(), call.moment());
        Function<StoredSession, Binding> answer = stored -> answers.binding(call, stored);
        if (call.isRefused() || !parts.usesShortcut() || !call.phone().attempt().fresh()) {
            return call.settle(rule, answer);
        }
        // of a fresh session the attempt id tells all: if nothing happened since, no read is needed
        return call.settleAssuming(call.fresh(), rule, answer);
    }

    /**
     * The bound device comes back, with any code of the session; its earlier connections are replaced. The token's
     * expiry does not matter any more.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<Binding> resume(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.RESUME, sessionId).authenticateBound(credentials);
        return call.settle(
                session -> rules.resume(session, call.phone(), call.moment()), stored -> answers.binding(call, stored));
    }

    /**
     * What {@link #consume} would answer, without doing it: for a host that wants to look at more than credentials
     * first and whose veto should use up no token. On success, the status as it stands.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<SessionStatus> inspect(String sessionId, PhoneCredentials credentials) {
        Call call = begin(null, sessionId).authenticate(credentials);
        return call.settle(
                session -> rules.inspect(session, call.phone(), call.moment()), stored -> answers.status(call, stored));
    }

    /**
     * Whether this is still the latest connection of an attempt in progress; else the refusal that finishing would
     * give.
     */
    public Result<SessionStatus> check(Binding binding) {
        Call call = begin(null, binding.sessionId());
        return call.settle(
                session -> rules.check(session, binding, call.now()), stored -> answers.status(call, stored));
    }

    /**
     * The digits that the page offers, in ascending order: those that the bound phone shows ({@link Binding#matchCode})
     * are among them.
     *
     * @param pageProof what the page presented
     * @throws IllegalStateException if the policy does not ask for {@link Safeguard#MATCH_CODE}
     */
    public Result<List<String>> matchChoices(String sessionId, @Nullable String pageProof) {
        requireMatchCode();
        Call call = begin(null, sessionId).proving(pageProof);
        return call.settle(
                session -> rules.matchChoices(session, call::isPageOf, call.now()),
                stored -> call.secrets().matchCode(stored.session()).choices());
    }

    /**
     * The person picked digits on the page. The right ones approve the phone; any others cancel the session, for then
     * the phone is somebody else's. Picking the right ones again is harmless.
     *
     * @param pageProof what the page presented
     * @param choice what was picked
     * @return {@code IN_PROGRESS} if the phone is approved, {@code CANCELLED} if this pick was wrong
     * @throws IllegalStateException if the policy does not ask for {@link Safeguard#MATCH_CODE}
     */
    public Result<SessionState> pick(String sessionId, @Nullable String pageProof, String choice) {
        requireMatchCode();
        Objects.requireNonNull(choice, "choice");
        Call call = begin(Operation.PICK, sessionId).proving(pageProof);
        Predicate<Session> pick =
                session -> call.secrets().matchCode(session).code().equals(choice);
        return call.settle(
                session -> rules.pick(session, call::isPageOf, pick, call.moment()), HandoffService::stateOf);
    }

    /**
     * Reports how the attempt of this connection went. Asking again for the same is harmless and gives the same answer.
     *
     * @return the state that resulted: {@code SUCCEEDED}, {@code FAILED}, or {@code CREATED} where a retry is allowed
     */
    public Result<SessionState> finish(Binding binding, Outcome outcome) {
        Objects.requireNonNull(outcome, "outcome");
        Call call = begin(Operation.FINISH, binding.sessionId());
        Rule rule = session -> rules.finish(session, binding, outcome, call.moment());
        Function<StoredSession, SessionState> answer = stored -> Rules.stateAfterFinish(stored.session());
        StoredSession written = binding.takeWritten(parts.seal());
        return written == null ? call.settle(rule, answer) : call.settleAssuming(written, rule, answer);
    }

    /**
     * Reports how the attempt in progress went, by the backend's own word, whatever the phone's connection. Names no
     * attempt: after a call of unknown effect look at the status before asking again, since a phone may have begun its
     * next try.
     *
     * @return as for a connection
     */
    public Result<SessionState> finish(String sessionId, Outcome outcome) {
        Objects.requireNonNull(outcome, "outcome");
        Call call = begin(Operation.FINISH, sessionId);
        return call.settle(
                session -> rules.finish(session, outcome, call.moment()),
                stored -> Rules.stateAfterFinish(stored.session()));
    }

    /**
     * Cancels the session, by the backend's own word. A phone at work is refused on its next call. Cancelling twice is
     * harmless. Where sessions are not stored until a phone comes, any session id that has no record can be cancelled.
     */
    public Result<SessionState> cancel(String sessionId) {
        Call call = begin(Operation.CANCEL, sessionId).ofEveryLife();
        return call.settle(session -> rules.cancel(session, call.moment()), HandoffService::stateOf);
    }

    /**
     * Cancels the session for its page.
     *
     * @param pageProof what the page presented, as it came; only looked at where the policy asks for
     *     {@link Safeguard#PAGE_PROOF}
     */
    public Result<SessionState> cancel(String sessionId, @Nullable String pageProof) {
        Call call = begin(Operation.CANCEL, sessionId).proving(pageProof);
        return call.settle(session -> rules.cancel(session, call::isPageOf, call.moment()), HandoffService::stateOf);
    }

    /**
     * Cancels the session for the person at the phone, who does not want to go on: only where {@link #consume} would
     * accept the same credentials, else with the refusal that it would give.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<SessionState> decline(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.DECLINE, sessionId).authenticate(credentials);
        return call.settle(session -> rules.decline(session, call.phone(), call.moment()), HandoffService::stateOf);
    }

    /** {@link #status(String, String)} for a page that presented no proof; the backend asks {@link #backendStatus}. */
    public Result<SessionStatus> status(String sessionId) {
        return status(sessionId, null);
    }

    /**
     * How the session stands, for its page.
     *
     * @param pageProof what the page presented, as it came; only looked at where the policy asks for
     *     {@link Safeguard#PAGE_PROOF}
     */
    public Result<SessionStatus> status(String sessionId, @Nullable String pageProof) {
        Call call = begin(null, sessionId).presenting(pageProof);
        return call.settle(
                Rule.telling(session -> rules.status(session, call::isPageOf)), stored -> answers.status(call, stored));
    }

    /** How the session stands, for the backend itself: asks for no proof, so never pass it on to a page as it is. */
    public Result<SessionStatus> backendStatus(String sessionId) {
        Call call = begin(null, sessionId);
        return call.settle(ANY, stored -> answers.status(call, stored));
    }

    /** What may be told to anybody who knows the session's id, with or without a proof. */
    public Result<PublicStatus> publicStatus(String sessionId) {
        Call call = begin(null, sessionId);
        return call.settle(ANY, stored -> answers.publicStatus(call, stored));
    }

    /**
     * What happened when, and what a mint or a hello would answer now and why: for support people, who look at a
     * session that does not do what its user expects. Reads only, asks for no proof, and tells no secret. Of a record
     * that this library did not write, or trouble that does not pass, it tells just that.
     */
    public Result<Explanation> explain(String sessionId) {
        Call call = begin(null, sessionId);
        try {
            return call.settle(ANY, stored -> answers.explanation(call, stored));
        } catch (TokenStoreException trouble) {
            if (trouble.isRetryable()) {
                throw trouble;
            }
            return Result.ok(Explanation.of(trouble));
        }
    }

    /**
     * Deletes records of sessions that ended longer ago than the policy's retention. The library starts no thread: call
     * this on a schedule, on any number of nodes, again while it deletes as many as the limit.
     *
     * @param limit how many at most, 1 or more
     * @return how many records were deleted
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more");
        }
        return parts.store().purge(parts.now().minus(parts.policy().retention()), limit);
    }

    /**
     * This service inside a transaction of the host's: what it does is committed or rolled back with the host's own
     * rows, and no token is used up when the host's work fails.
     *
     * @param joined a store that joined the host's transaction, as {@code store.joining(connection)} of a
     *     {@code JdbcTokenStore} returns it
     */
    public HandoffsInTransaction within(JoinedTokenStore joined) {
        return new HandoffsInTransaction(parts, Objects.requireNonNull(joined, "joined"));
    }

    private Call begin(@Nullable Operation operation, String sessionId) {
        return new Call(parts, operation, Objects.requireNonNull(sessionId, "sessionId"));
    }

    private static SessionState stateOf(StoredSession stored) {
        return SessionState.of(stored.session().state());
    }

    private void requireMatchCode() {
        if (!parts.policy().has(Safeguard.MATCH_CODE)) {
            throw new IllegalStateException("the policy asks for no match code");
        }
    }
}
