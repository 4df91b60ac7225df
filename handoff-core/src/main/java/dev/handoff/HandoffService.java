package dev.handoff;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.internal.keys.Text;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.Limits;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands web sessions over to phones: each to at most one device, by tokens that work at most once.
 *
 * <p>Every call answers with a {@link Result}; a refused call has changed nothing. Which refusal fits which situation
 * is the table of {@code docs/protocol.md}. Session ids are the host's; whoever knows one can mint, so it needs 128
 * random bits or more. Every call but {@link #purge} refuses {@link Refusal#INVALID_SESSION_ID} where the id is not one
 * ({@link #isSessionId}).
 *
 * <p>Every call throws {@link TokenStoreException} when the store is in trouble; it says whether the call may have been
 * carried out, and whether trying again can help. Every call throws {@link IllegalStateException} when the clock is
 * outside the years 1970 to 2109, which attempt ids can hold.
 *
 * <p>Thread-safe, starts no thread, and keeps nothing between calls: all state is in the store, so any number of
 * services with the same store, keys, namespace and policy are one system.
 */
public final class HandoffService {

    private static final int GENERATION_BYTES = Limits.GENERATION_LENGTH / 2;

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
    public String storeKey(String sessionId) {
        byte[] encoded = Text.encodeId(sessionId);
        if (encoded == null) {
            throw new IllegalArgumentException("this is not a session id");
        }
        return parts.sessionKeys().of(encoded);
    }

    /** The session exists from now on, for the policy's session lifetime. Opening a session twice is harmless. */
    public Result<OpenedSession> open(String sessionId) {
        return open(sessionId, null);
    }

    /**
     * The session exists from now on and is over at the instant given. A session that is open keeps the end it has.
     *
     * @param endsAt the first instant at which it is over, truncated to milliseconds; null for the policy's lifetime
     * @throws IllegalArgumentException if the end is before 1970 or after 2109
     */
    public Result<OpenedSession> open(String sessionId, @Nullable Instant endsAt) {
        Call call = begin(Operation.OPEN, sessionId);
        return call.isRefused()
                ? call.refused()
                : call.settleOpening(
                        firstRecord(call, endsAt),
                        record -> rules.openAgain(record, call.now()),
                        record -> answers.opened(call, record));
    }

    /** {@link #open(String)} and {@link #mint(String)} at once. */
    public Result<Handoff> start(String sessionId) {
        return start(sessionId, null);
    }

    /**
     * {@link #open(String, Instant)} and {@link #mint(String)} at once.
     *
     * @param endsAt as for opening
     * @throws IllegalArgumentException if the end is before 1970 or after 2109
     */
    public Result<Handoff> start(String sessionId, @Nullable Instant endsAt) {
        Call call = begin(Operation.START, sessionId);
        if (call.isRefused()) {
            return call.refused();
        }
        Page page = page(call, null, null);
        HandoffRecord opened = firstRecord(call, endsAt);
        return call.settleOpening(
                opened.withAttempt(rules.nextAttempt(opened, call.now())),
                record -> rules.mint(record, page, call.now()),
                record -> answers.handoff(call, record));
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
        Call call = begin(Operation.MINT, sessionId);
        Page page = page(call, pageProof, null);
        return call.settle(record -> rules.mint(record, page, call.now()), record -> answers.handoff(call, record));
    }

    /** The next attempt for the bound phone itself, over its own connection: how it retries without the page. */
    public Result<Handoff> mint(Binding binding) {
        Call call = begin(Operation.MINT, binding.sessionId());
        return call.settle(record -> rules.mint(record, binding, call.now()), record -> answers.handoff(call, record));
    }

    /**
     * The text that a phone signs for its next {@link #consume} or {@link #resume}, where the policy asks for
     * {@link Safeguard#POSSESSION}. Writes nothing; each text serves once.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<String> challenge(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.CHALLENGE, sessionId).authenticate(credentials);
        return call.settle(
                record -> rules.challenge(record, call.phone(), call.now()), record -> answers.challenge(call, record));
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
        Call.Rule rule = record -> rules.consume(record, call.phone(), call.now());
        Call.Answer<Binding> answer = record -> answers.binding(call, record);
        if (call.isRefused() || !parts.usesShortcut() || !call.phone().attempt().fresh()) {
            return call.settle(rule, answer);
        }
        // of a fresh session the attempt id is the record: if nothing happened since, no read is needed
        return call.settleAssuming(call.phone().attempt().freshRecord(call.sessionKey()), rule, answer);
    }

    /**
     * The bound device comes back, with any code of the session; its earlier connections are replaced. The token's
     * expiry does not matter any more.
     *
     * @throws IllegalStateException if the device hasher failed, or broke its contract
     */
    public Result<Binding> resume(String sessionId, PhoneCredentials credentials) {
        Call call = begin(Operation.RESUME, sessionId).authenticate(credentials);
        return call.settle(
                record -> rules.resume(record, call.phone(), call.now()), record -> answers.binding(call, record));
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
                record -> rules.inspect(record, call.phone(), call.now()), record -> answers.status(call, record));
    }

    /**
     * Whether this is still the latest connection of an attempt in progress; else the refusal that finishing would
     * give.
     */
    public Result<SessionStatus> check(Binding binding) {
        Call call = begin(null, binding.sessionId());
        return call.settle(record -> rules.check(record, binding, call.now()), record -> answers.status(call, record));
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
        Call call = begin(null, sessionId);
        Page page = page(call, pageProof, null);
        return call.settle(
                record -> rules.matchChoices(record, page, call.now()), record -> answers.matchChoices(call, record));
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
        Call call = begin(Operation.PICK, sessionId);
        Page page = page(call, pageProof, Objects.requireNonNull(choice, "choice"));
        return call.settle(
                record -> rules.pick(record, page, call.now()), record -> StatusView.stateOf(record.state()));
    }

    /**
     * Reports how the attempt of this connection went. Asking again for the same is harmless and gives the same answer.
     *
     * @return the state that resulted: {@code SUCCEEDED}, {@code FAILED}, or {@code CREATED} where a retry is allowed
     */
    public Result<SessionState> finish(Binding binding, Outcome outcome) {
        Objects.requireNonNull(outcome, "outcome");
        Call call = begin(Operation.FINISH, binding.sessionId());
        Call.Rule rule = record -> rules.finish(record, binding, outcome, call.now());
        HandoffRecord written = binding.takeWritten(parts.sessionKeys());
        return written == null
                ? call.settle(rule, Rules::stateAfterFinish)
                : call.settleAssuming(written, rule, Rules::stateAfterFinish);
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
        return call.settle(record -> rules.finish(record, outcome, call.now()), Rules::stateAfterFinish);
    }

    /** Cancels the session. A phone at work is refused on its next call. Cancelling twice is harmless. */
    public Result<SessionState> cancel(String sessionId) {
        Call call = begin(Operation.CANCEL, sessionId);
        return call.settle(record -> rules.cancel(record, call.now()), record -> StatusView.stateOf(record.state()));
    }

    /** {@link #status(String, String)} for a page that presented no proof. */
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
        Call call = begin(null, sessionId);
        Page page = page(call, pageProof, null);
        return call.settle(record -> rules.status(record, page), record -> answers.status(call, record));
    }

    /** What may be told to anybody who knows the session's id, with or without a proof. */
    public Result<PublicStatus> publicStatus(String sessionId) {
        Call call = begin(null, sessionId);
        return call.settle(Decision.Keep::new, record -> answers.publicStatus(call, record));
    }

    /**
     * What happened when, and what a mint or a hello would answer now and why: for support people, who look at a
     * session that does not do what its user expects. Reads only, asks for no proof, and tells no secret.
     */
    public Result<Explanation> explain(String sessionId) {
        Call call = begin(null, sessionId);
        return call.settle(Decision.Keep::new, record -> answers.explanation(call, record));
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

    private HandoffRecord firstRecord(Call call, @Nullable Instant endsAt) {
        Instant end = endsAt == null
                ? call.now().plus(parts.policy().sessionLifetime())
                : endsAt.truncatedTo(ChronoUnit.MILLIS);
        if (!Limits.canHold(end)) {
            throw new IllegalArgumentException("a session must end in the years 1970 to 2109");
        }
        byte[] generation = new byte[GENERATION_BYTES];
        parts.random().nextBytes(generation);
        Stamp stamp = new Stamp(call.sessionKey(), HexFormat.of().formatHex(generation), 1);
        return HandoffRecord.opened(
                stamp, new SessionTerms(parts.ring().signing().id(), end));
    }

    private Page page(Call call, @Nullable String proof, @Nullable String choice) {
        return new PresentedPage(parts.ring(), call, proof, choice);
    }

    private void requireMatchCode() {
        if (!parts.policy().has(Safeguard.MATCH_CODE)) {
            throw new IllegalStateException("the policy asks for no match code");
        }
    }
}
