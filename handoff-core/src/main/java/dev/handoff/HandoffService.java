package dev.handoff;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.SessionKeys;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.internal.token.Tokens;
import dev.handoff.internal.update.Decision.Keep;
import dev.handoff.internal.update.Decision.Refuse;
import dev.handoff.internal.update.OptimisticUpdate;
import dev.handoff.spi.Claim;
import dev.handoff.spi.DeviceHasher;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands web sessions over to phones: each to at most one device, by tokens that work at most once.
 *
 * <p>Every call answers with a {@link Result}; a refused call has changed nothing. Which refusal fits which situation
 * is the table of {@code docs/protocol.md}. Session ids are the host's; whoever knows one can mint, so it needs 128
 * random bits or more. Every call but {@link #purge} refuses {@link Refusal#INVALID_SESSION_ID} where the id is blank,
 * over 256 bytes of UTF-8, or ill-formed Unicode. Every call throws {@link TokenStoreException} when the store is in
 * trouble; its effect says whether the call may have been carried out.
 *
 * <p>Thread-safe, starts no thread, and keeps nothing between calls: all state is in the store, so any number of
 * services with the same store, keys, namespace and policy are one system.
 */
public final class HandoffService {

    private final Setup setup;
    private final TokenStore store;
    private final Calls calls;
    private final Rules rules;
    private final Phones phones;
    private final KeyRing ring;
    private final HandoffPolicy policy;

    HandoffService(Setup setup, TokenStore store, HandoffListener listener) {
        this.setup = setup;
        this.store = store;
        this.calls =
                new Calls(new OptimisticUpdate(store), setup.clock(), setup.namespace(), new Diagnostics(listener));
        this.rules = new Rules(setup.policy());
        this.phones = new Phones(new Tokens(setup.ring()), setup.hasher());
        this.ring = setup.ring();
        this.policy = setup.policy();
    }

    /** What makes a service but its store and its listener. */
    record Setup(
            KeyRing ring,
            String namespace,
            HandoffPolicy policy,
            InstantSource clock,
            DeviceHasher hasher,
            HandoffListener listener,
            SecureRandom random) {}

    /** Where a service begins; a store and keys are needed, the rest has defaults. */
    public static HandoffServiceBuilder builder() {
        return new HandoffServiceBuilder();
    }

    /** Whether this can be a session id: not blank, well-formed Unicode, at most 256 bytes of UTF-8. */
    public static boolean isSessionId(String text) {
        return Text.isId(text);
    }

    /** The session exists from now on, for the policy's session lifetime. Opening a session twice is harmless. */
    public Result<SessionStatus> open(String sessionId) {
        return open(sessionId, null);
    }

    /**
     * The session exists from now on and is over at the instant given. A session that is open keeps the end it has.
     *
     * @param endsAt the first instant at which it is over, truncated to milliseconds; null for the policy's lifetime
     * @throws IllegalArgumentException if that is before 1970 or after 2109
     */
    public Result<SessionStatus> open(String sessionId, @Nullable Instant endsAt) {
        return calls.writing(Operation.OPEN, sessionId, call -> {
            Rules.Opening opening = opening(call, endsAt);
            return call.settleAssuming(
                    null, record -> rules.open(record, opening, call.now()), record -> status(record, call.now()));
        });
    }

    /** {@link #open(String)} and {@link #mint(String)} at once. */
    public Result<Handoff> start(String sessionId) {
        return start(sessionId, null);
    }

    /**
     * {@link #open(String, Instant)} and {@link #mint(String)} at once.
     *
     * @param endsAt as for opening
     * @throws IllegalArgumentException if that is before 1970 or after 2109
     */
    public Result<Handoff> start(String sessionId, @Nullable Instant endsAt) {
        return calls.writing(Operation.START, sessionId, call -> {
            Rules.Opening opening = opening(call, endsAt);
            return call.settleAssuming(
                    null,
                    record -> rules.start(record, opening, keyView(record), call.now()),
                    record -> handoff(sessionId, record));
        });
    }

    /**
     * What a phone needs to take over. Within the policy's reuse window after minting, the same again, on every thread
     * and node; afterwards the next attempt.
     */
    public Result<Handoff> mint(String sessionId) {
        return minting(sessionId, (record, now) -> rules.mint(record, keyView(record), now));
    }

    /** The next attempt for the bound phone itself, over its own connection: how it retries without the page. */
    public Result<Handoff> mint(Binding binding) {
        return minting(binding.sessionId(), (record, now) -> rules.mint(record, binding, keyView(record), now));
    }

    /**
     * Takes a phone's hello: the first one binds its device and burns the token. Of any number of devices at the same
     * moment on any number of nodes, at most one is bound.
     *
     * <p>A phone whose answer got lost hears {@link Refusal#HANDOFF_TOKEN_CONSUMED} the second time, and resumes.
     *
     * @throws IllegalStateException if the device hasher broke its contract
     */
    public Result<Binding> consume(String sessionId, PhoneCredentials credentials) {
        return presenting(Operation.CONSUME, sessionId, credentials, (call, presented) -> {
            AttemptId attempt = presented.attempt();
            Calls.Rule rule = record -> rules.consume(record, presented, call.now());
            Function<HandoffRecord, Binding> answer = record -> binding(sessionId, record);
            // of a fresh session the attempt id is the record: if nothing happened since, no read is needed
            return attempt.fresh()
                    ? call.settleAssuming(attempt.freshRecord(call.sessionKey()), rule, answer)
                    : call.settle(rule, answer);
        });
    }

    /**
     * The bound device comes back; its earlier connections are replaced. The token's expiry does not matter any more.
     */
    public Result<Binding> resume(String sessionId, PhoneCredentials credentials) {
        return presenting(
                Operation.RESUME,
                sessionId,
                credentials,
                (call, presented) -> call.settle(
                        record -> rules.resume(record, presented, call.now()), record -> binding(sessionId, record)));
    }

    /**
     * What {@link #consume} would answer, without doing it: for a host that wants to look at more than credentials
     * first and whose veto should burn no token.
     */
    public Result<SessionStatus> inspect(String sessionId, PhoneCredentials credentials) {
        return calls.withSessionId(
                sessionId,
                () -> phones.authenticate(sessionId, credentials)
                        .fold(
                                presented -> calls.reading(
                                        sessionId,
                                        (record, now) -> rules.consume(record, presented, now),
                                        this::status),
                                Result::refused));
    }

    /**
     * Whether this is still the latest connection of an attempt in progress; else the refusal that finishing would
     * give.
     */
    public Result<SessionStatus> check(Binding binding) {
        return calls.reading(binding.sessionId(), (record, now) -> rules.check(record, binding, now), this::status);
    }

    /**
     * Reports how the attempt of this connection went. Asking again for the same is harmless and gives the same answer.
     *
     * @return the state that resulted: {@code SUCCEEDED}, {@code FAILED}, or {@code CREATED} where a retry is allowed
     */
    public Result<SessionState> finish(Binding binding, Outcome outcome) {
        Objects.requireNonNull(outcome, "outcome");
        return calls.writing(
                Operation.FINISH,
                binding.sessionId(),
                call -> call.settle(
                        record -> rules.finish(record, binding, outcome, call.now()), Rules::stateAfterFinish));
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
        return calls.writing(
                Operation.FINISH,
                sessionId,
                call -> call.settle(record -> rules.finish(record, outcome, call.now()), Rules::stateAfterFinish));
    }

    /** Calls the session off. A phone at work finds out on its next call. Cancelling twice is harmless. */
    public Result<SessionState> cancel(String sessionId) {
        return calls.writing(
                Operation.CANCEL,
                sessionId,
                call -> call.settle(
                        record -> rules.cancel(record, call.now()), record -> StatusView.stateOf(record.state())));
    }

    /** What may be told in public. */
    public Result<SessionStatus> status(String sessionId) {
        return calls.reading(
                sessionId,
                (record, now) -> record == null ? new Refuse<>(Refusal.SESSION_NOT_FOUND) : new Keep<>(record),
                this::status);
    }

    /**
     * Removes records of sessions that ended longer ago than the policy's retention. The library starts no thread: call
     * this on a schedule, on any number of nodes, again while it removes as many as the limit.
     *
     * @param limit how many at most, 1 or more
     * @return how many records went
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more");
        }
        return store.purge(calls.now().minus(policy.retention()), limit);
    }

    /**
     * This service inside a transaction of the host's: what it does is committed or rolled back with the host's own
     * rows, and no token is burned when the host's work fails.
     *
     * @param joined a store that joins the host's transaction, as {@code JdbcTokenStore.joining(connection)} gives it
     */
    public HandoffTransaction within(TokenStore joined) {
        return new HandoffTransaction(setup, Objects.requireNonNull(joined, "joined"));
    }

    private Result<Handoff> minting(String sessionId, Calls.TimedRule rule) {
        return calls.writing(
                Operation.MINT,
                sessionId,
                call -> call.settle(record -> rule.apply(record, call.now()), record -> handoff(sessionId, record)));
    }

    private Result<Binding> presenting(
            Operation operation, String sessionId, PhoneCredentials credentials, Calls.OfPhone<Binding> body) {
        Objects.requireNonNull(credentials, "credentials");
        return calls.writing(
                operation,
                sessionId,
                call -> phones.authenticate(sessionId, credentials)
                        .fold(presented -> body.apply(call.by(presented), presented), call::refuse));
    }

    private Rules.Opening opening(Calls.Call call, @Nullable Instant endsAt) {
        Instant end =
                endsAt == null ? call.now().plus(policy.sessionLifetime()) : endsAt.truncatedTo(ChronoUnit.MILLIS);
        if (!HandoffPolicy.isHeld(end)) {
            throw new IllegalArgumentException("a session must end in the years 1970 to 2109");
        }
        byte[] generation = new byte[16];
        setup.random().nextBytes(generation);
        Stamp stamp = new Stamp(call.sessionKey(), HexFormat.of().formatHex(generation), 1);
        return new Rules.Opening(stamp, new SessionTerms(ring.signing().id(), end));
    }

    private Rules.KeyView keyView(@Nullable HandoffRecord record) {
        int signing = ring.signing().id();
        return new Rules.KeyView(
                record == null || ring.find(record.terms().keyId()).isPresent(), signing);
    }

    private Handoff handoff(String sessionId, HandoffRecord record) {
        AttemptId attempt = AttemptId.of(record);
        SessionKeys keys = ring.find(record.terms().keyId()).orElseThrow();
        String attemptId = attempt.encode();
        return new Handoff(
                sessionId,
                new Secret(attemptId),
                new Secret(keys.token(sessionId, attemptId)),
                attempt.minted().number(),
                attempt.minted().expiresAt());
    }

    private static Binding binding(String sessionId, HandoffRecord record) {
        Claim claim = Objects.requireNonNull(record.claim(), "only what is claimed binds");
        return new Binding(sessionId, record.stamp().generation(), claim.attempt(), claim.connection());
    }

    private SessionStatus status(HandoffRecord record, Instant now) {
        return StatusView.of(record, policy.binding(), now);
    }
}
