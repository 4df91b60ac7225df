package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.HandoffEvent.Operation;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.session.Session;
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
 * Hands web sessions over to phones: each session to at most one device, by tokens that work at most once. The
 * following holds for every call.
 *
 * <p><b>Results.</b> A call returns a {@link Result}. A refused call has changed nothing. {@code docs/protocol.md}
 * lists every situation and its refusal. An argument is null only where it is {@code @Nullable}.
 *
 * <p><b>Session ids.</b> The host chooses the id, or takes one from {@link #randomSessionId}. It needs 128 random bits
 * or more, because anyone who knows it can mint, and it is never used for a second session, not even after a purge. A
 * text that is no session id ({@link #isSessionId}) is refused with {@link Refusal#INVALID_SESSION_ID}.
 *
 * <p><b>Page proofs.</b> A parameter {@code pageProof} is the text that the page sent, or null if the page sent no
 * proof. It is ignored unless the policy asks for {@link Safeguard#PAGE_PROOF}; then a call with a missing or wrong
 * proof is refused.
 *
 * <p><b>Exceptions.</b> A call throws {@link TokenStoreException} if the store fails, or holds a record of the session
 * that this library did not write; the exception says whether the call may have taken effect, and whether a retry can
 * help. A call throws {@link IllegalStateException} if the clock is outside the years 1970 to 2109, which attempt ids
 * can hold. A call that takes {@link PhoneCredentials} also throws {@code IllegalStateException} if the device hasher
 * throws, or returns a text that is no valid hash.
 *
 * <p><b>Threads and nodes.</b> Thread-safe; starts no thread. All state is in the store, so any number of services with
 * the same store, keys, namespace and policy act as one.
 */
public final class HandoffService {

    private static final int SESSION_ID_LENGTH = 22;
    private static final Rule ANY = Rule.readOnly(session -> new Keep());

    private final ServiceParts parts;
    private final Rules rules;
    private final Answers answers;

    HandoffService(ServiceParts parts) {
        this.parts = parts;
        this.rules = parts.rules();
        this.answers = new Answers(parts);
    }

    /** Returns a builder. A store and keys are required; everything else has a default. */
    public static HandoffServiceBuilder builder() {
        return new HandoffServiceBuilder();
    }

    /** Returns a new session id: 22 ASCII letters and digits with 131 random bits. A short id makes a small QR code. */
    public static String randomSessionId() {
        return Base62.random(new SecureRandom(), SESSION_ID_LENGTH);
    }

    /** Checks whether a text can be a session id: not blank, well-formed Unicode, at most 256 bytes of UTF-8. */
    public static boolean isSessionId(String text) {
        return Text.encodeId(text) != null;
    }

    /**
     * Returns the key under which the store keeps a session, 64 lower-case hexadecimal characters: for hosts that query
     * the rows of many sessions. The key is no secret: anyone who knows session id and namespace can compute it.
     *
     * @throws IllegalArgumentException if the text is not a session id
     */
    public String sessionKey(String sessionId) {
        byte[] encoded = Text.encodeId(sessionId);
        if (encoded == null) {
            throw new IllegalArgumentException(
                    "this is not a session id: blank, ill-formed Unicode, or over 256 bytes of UTF-8");
        }
        return parts.sessionKeys().of(encoded);
    }

    /** Opens a session for the policy's session lifetime; see {@link #open(String, Instant)}. */
    public Result<OpenedSession> open(String sessionId) {
        return open(sessionId, null);
    }

    /**
     * Opens a session. Opening an open session again is harmless: the session keeps its end. With
     * {@link Opening#UNSTORED}, however, opening again makes a second generation of the session.
     *
     * @param endsAt the first instant at which the session is over, truncated to milliseconds; null for the policy's
     *     session lifetime from now
     * @throws IllegalArgumentException if the end is before 1970 or after 2109; with {@link Opening#UNSTORED} also if
     *     the end is later than the policy's session lifetime from now
     */
    public Result<OpenedSession> open(String sessionId, @Nullable Instant endsAt) {
        Call call = begin(Operation.OPEN, sessionId);
        return call.settleOpening(
                endsAt,
                terms -> Session.opened(terms, null),
                session -> rules.openAgain(session, call.now()),
                (stored, terms) -> answers.opened(call, stored, terms));
    }

    /** Opens a session and mints in one call, for the policy's session lifetime. */
    public Result<StartedSession> start(String sessionId) {
        return start(sessionId, null);
    }

    /**
     * Opens a session and mints in one call. For a session that is open already, this mints as a page without a proof
     * does.
     *
     * @param endsAt as in {@link #open(String, Instant)}
     * @throws IllegalArgumentException as {@link #open(String, Instant)} does
     */
    public Result<StartedSession> start(String sessionId, @Nullable Instant endsAt) {
        Call call = begin(Operation.START, sessionId);
        return call.settleOpening(
                endsAt,
                terms -> parts.openings().started(terms, call.now()),
                session -> rules.mint(session, call::isPageOf, call.now()),
                (stored, terms) -> answers.started(call, stored, terms));
    }

    /** Mints for a page that sent no proof; see {@link #mint(String, String)}. */
    public Result<Handoff> mint(String sessionId) {
        return mint(sessionId, (String) null);
    }

    /**
     * Returns what a phone needs to take over. Within the policy's reuse window after minting, every thread and node
     * returns the same attempt again; later calls mint the next attempt.
     */
    public Result<Handoff> mint(String sessionId, @Nullable String pageProof) {
        Call call = begin(Operation.MINT, sessionId).proving(pageProof);
        return call.settle(
                session -> rules.mint(session, call::isPageOf, call.now()), stored -> answers.handoff(call, stored));
    }

    /** Mints for the bound phone, over its own connection, so that it can retry without the page. */
    public Result<Handoff> mint(Binding binding) {
        Call call = begin(Operation.MINT, binding.sessionId());
        return call.settle(
                session -> rules.mint(session, binding, call.now()), stored -> answers.handoff(call, stored));
    }

    /**
     * Returns the text that a phone signs for its next {@link #consume} or {@link #resume}, if the policy asks for
     * {@link Safeguard#POSSESSION}. Writes nothing. Each text is good for one hello or resume.
     */
    public Result<String> challenge(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.CHALLENGE, sessionId).authenticateBound(credentials);
        return call.settle(
                session -> rules.challenge(session, call.phone(), call.now()),
                stored ->
                        call.secrets().challenge(stored.session(), call.phone().attempt()));
    }

    /**
     * Accepts a phone's hello: binds its device and consumes the token, which is never accepted again. Of any number of
     * devices at the same moment on any number of nodes, at most one is bound. If the answer got lost, the phone's next
     * hello is refused with {@link Refusal#HANDOFF_TOKEN_CONSUMED}, and the phone resumes.
     */
    public Result<Binding> consume(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.CONSUME, sessionId).authenticate(credentials);
        Rule rule = session -> rules.consume(session, call.phone(), call.moment());
        Function<StoredSession, Binding> answer = stored -> answers.binding(call, stored);
        if (call.isRefused() || !parts.usesShortcut() || !call.phone().attempt().fresh()) {
            return call.settle(rule, answer);
        }
        // the attempt id of a fresh session holds the whole session: if nothing happened since, no read is needed
        return call.settleAssuming(call.fresh(), rule, answer);
    }

    /**
     * Lets the bound device come back, with any code of the session, and replaces its earlier connections. The expiry
     * of the token is not checked while an attempt is in progress.
     */
    public Result<Binding> resume(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.RESUME, sessionId).authenticateBound(credentials);
        return call.settle(
                session -> rules.resume(session, call.phone(), call.moment()), stored -> answers.binding(call, stored));
    }

    /**
     * Checks whether {@link #consume} would accept the phone, and consumes nothing: for a host that makes checks of its
     * own before a token is used up. Returns the status at this moment, or the refusal of {@code consume}.
     */
    public Result<SessionStatus> inspect(String sessionId, PhoneCredentials credentials) {
        Call call = begin(null, sessionId).authenticate(credentials);
        return call.settle(
                session -> rules.inspect(session, call.phone(), call.moment()), stored -> answers.status(call, stored));
    }

    /**
     * Checks whether this is still the latest connection of an attempt in progress, and whether the phone is approved
     * if the policy asks for {@link Safeguard#MATCH_CODE}. Otherwise returns the refusal that {@link #finish(Binding,
     * Outcome)} gives to a new outcome.
     */
    public Result<SessionStatus> check(Binding binding) {
        Call call = begin(null, binding.sessionId());
        return call.settle(
                session -> rules.check(session, binding, call.now()), stored -> answers.status(call, stored));
    }

    /**
     * Returns the three codes of two digits that the page offers, in ascending order. One of them is the code that the
     * bound phone shows ({@link Binding#matchCode}).
     *
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
     * Takes the digits that the person picked on the page. The right digits approve the phone. Any other text cancels
     * the session, because the phone then belongs to somebody else. Picking the right digits again is harmless.
     *
     * @param choice the picked digits
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
     * Records the outcome of the attempt of this connection. Reporting the same outcome again is harmless and returns
     * the same state.
     *
     * @return the resulting state: {@code SUCCEEDED}, {@code FAILED}, or {@code CREATED} if a retry is allowed
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
     * Records the outcome of the attempt in progress for the backend, without a connection. The call names no attempt:
     * after a call of unknown effect, read the status before a retry, because a phone may have begun its next try.
     *
     * @return as {@link #finish(Binding, Outcome)} does
     */
    public Result<SessionState> finish(String sessionId, Outcome outcome) {
        Objects.requireNonNull(outcome, "outcome");
        Call call = begin(Operation.FINISH, sessionId);
        return call.settle(
                session -> rules.finish(session, outcome, call.moment()),
                stored -> Rules.stateAfterFinish(stored.session()));
    }

    /**
     * Cancels the session for the backend. The next call of a phone at work is refused. Cancelling twice is harmless.
     * With {@link Opening#UNSTORED}, any session id that has no record can be cancelled.
     */
    public Result<SessionState> cancel(String sessionId) {
        Call call = begin(Operation.CANCEL, sessionId).ofEveryGeneration();
        return call.settle(session -> rules.cancel(session, call.moment()), HandoffService::stateOf);
    }

    /** Cancels the session for its page. */
    public Result<SessionState> cancel(String sessionId, @Nullable String pageProof) {
        Call call = begin(Operation.CANCEL, sessionId).proving(pageProof);
        return call.settle(session -> rules.cancel(session, call::isPageOf, call.moment()), HandoffService::stateOf);
    }

    /**
     * Cancels the session for the person at the phone, who does not want to go on, if {@link #consume} would accept the
     * same credentials. Otherwise returns the refusal of {@code consume}.
     */
    public Result<SessionState> decline(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.DECLINE, sessionId).authenticate(credentials);
        return call.settle(session -> rules.decline(session, call.phone(), call.moment()), HandoffService::stateOf);
    }

    /** Returns the status for a page that sent no proof. The backend calls {@link #backendStatus} instead. */
    public Result<SessionStatus> status(String sessionId) {
        return status(sessionId, null);
    }

    /** Returns the session's status for its page. */
    public Result<SessionStatus> status(String sessionId, @Nullable String pageProof) {
        Call call = begin(null, sessionId).presenting(pageProof);
        return call.settle(
                Rule.readOnly(session -> rules.status(session, call::isPageOf)),
                stored -> answers.status(call, stored));
    }

    /** Returns the session's status for the backend. It needs no proof, so never pass it on to a page unchecked. */
    public Result<SessionStatus> backendStatus(String sessionId) {
        Call call = begin(null, sessionId);
        return call.settle(ANY, stored -> answers.status(call, stored));
    }

    /** Returns what anyone who knows the session's id may see, with or without a proof. */
    public Result<PublicStatus> publicStatus(String sessionId) {
        Call call = begin(null, sessionId);
        return call.settle(ANY, stored -> answers.publicStatus(call, stored));
    }

    /**
     * Explains a session to support staff: what happened when, what a mint or a hello would return now, and why. Writes
     * nothing, needs no proof, and shows no secret. If the store throws an exception that is not retryable, for
     * instance because this library did not write the record, the explanation holds only that exception's message.
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
     * Deletes records of sessions that ended longer ago than the policy's retention, by this node's clock. Call it on a
     * schedule, on any number of nodes, and again while it deletes as many records as the limit.
     *
     * @param limit the most records to delete, 1 or more
     * @return the number of deleted records
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit is " + limit + ", and must be 1 or more");
        }
        return parts.store().purge(parts.now().minus(parts.policy().retention()), limit);
    }

    /**
     * Returns this service inside a transaction of the host: its writes are committed or rolled back together with the
     * host's own rows, so no token is used up when the host's work fails.
     *
     * @param joined a store that joined the host's transaction, for instance {@code store.joining(connection)} of a
     *     {@code JdbcTokenStore}
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
            throw new IllegalStateException("the policy does not ask for the safeguard MATCH_CODE");
        }
    }
}
