package dev.handoff;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of the service: the session id, the moment, and what the caller presents. First the call authenticates the
 * phone or the page, then it is settled. Once the call is refused, every later step is skipped. For one thread.
 */
final class Call {

    private final ServiceParts parts;
    private final @Nullable Operation operation;
    private final String sessionId;
    private final byte @Nullable [] encodedId;
    private final Moment moment;
    private @Nullable String sessionKey;
    private @Nullable Refusal refusal;
    private @Nullable Phone phone;
    /** The terms in the proof that the page presented; not verified if the proof's key is not in the ring. */
    private @Nullable Terms page;

    private @Nullable Session unstored;

    /**
     * Begins a call.
     *
     * @param operation null for a call that only reads and notifies nobody
     * @throws IllegalStateException if the clock is outside what attempt ids can hold
     */
    Call(ServiceParts parts, @Nullable Operation operation, String sessionId) {
        this.parts = parts;
        this.operation = operation;
        this.sessionId = sessionId;
        this.moment = parts.moment();
        this.encodedId = Text.encodeId(sessionId);
        this.refusal = encodedId == null ? Refusal.INVALID_SESSION_ID : null;
    }

    String sessionId() {
        return sessionId;
    }

    boolean isRefused() {
        return refusal != null;
    }

    /**
     * Returns the session key; only for a well-formed session id. Computed on first use, because a forged token needs
     * no session key.
     */
    String sessionKey() {
        String key = sessionKey;
        if (key == null) {
            key = parts.sessionKeys().of(encodedId());
            sessionKey = key;
        }
        return key;
    }

    Instant now() {
        return moment.now();
    }

    Moment moment() {
        return moment;
    }

    /** Returns the secrets of the session; only for a well-formed session id. */
    SessionSecrets secrets() {
        return new SessionSecrets(parts.ring(), encodedId());
    }

    /** Returns the authenticated phone; only after {@link #authenticate}, and if this call is not refused. */
    Phone phone() {
        return Objects.requireNonNull(phone, "no phone is authenticated");
    }

    /**
     * Returns the session as it stands without a record, computed from what was presented; null if that is not
     * possible.
     */
    @Nullable
    StoredSession unstored() {
        return unstored == null ? null : StoredSession.unstored(unstored);
    }

    /**
     * Returns the session that is stored if nothing happened since the phone's code was minted; only for a fresh
     * attempt.
     */
    StoredSession fresh() {
        StoredSession notStored = unstored();
        return notStored != null
                ? notStored
                : parts.seal().seal(sessionKey(), phone().attempt().freshSession());
    }

    Call authenticate(PhoneCredentials credentials) {
        if (refusal == null) {
            Result<Phone> known = parts.authenticator().authenticate(encodedId(), credentials);
            refusal = known.refusal().orElse(null);
            phone = known instanceof Result.Ok<Phone> ok ? ok.value() : null;
        }
        if (phone != null && phone.attempt().fresh() && parts.policy().isUnstored()) {
            unstored = parts.openings().unstored(phone.attempt(), now());
        }
        return this;
    }

    /** Takes the proof that a page sent. Ignores it unless the policy asks for page proof. */
    Call presenting(@Nullable String pageProof) {
        AttemptId opened =
                refusal == null && pageProof != null && parts.policy().has(Safeguard.PAGE_PROOF)
                        ? secrets().opened(pageProof)
                        : null;
        if (opened != null) {
            page = opened.terms();
            unstored = parts.policy().isUnstored() ? parts.openings().unstored(opened, now()) : null;
        }
        return this;
    }

    /**
     * Does the same as {@link #presenting}, for a call that no page may make without its proof. If sessions are
     * unstored, only the proof can show the session, so a call without a valid proof is refused before any read: a
     * flood of such calls costs no read.
     */
    Call proving(@Nullable String pageProof) {
        presenting(pageProof);
        if (refusal == null && parts.policy().isUnstored() && page == null) {
            refusal = Refusal.PAGE_PROOF_REQUIRED;
        }
        return this;
    }

    /**
     * Lets the call apply to a session without a record, for a caller that presents nothing: to every generation of
     * that session.
     */
    Call ofEveryGeneration() {
        if (parts.policy().isUnstored()) {
            unstored = parts.openings().ofEveryGeneration(parts.ring().signing().id(), now());
        }
        return this;
    }

    /**
     * Builds the terms of a session that this call opens.
     *
     * @param endsAt null for the policy's session lifetime
     * @throws IllegalArgumentException as {@link HandoffService#open(String, Instant)} does
     */
    private Terms terms(@Nullable Instant endsAt) {
        Instant latest = now().plus(parts.policy().sessionLifetime());
        Instant end = endsAt == null ? latest : endsAt.truncatedTo(ChronoUnit.MILLIS);
        if (!Limits.canHold(end)) {
            throw new IllegalArgumentException("a session must end in the years 1970 to 2109, and not at " + end);
        }
        if (parts.policy().isUnstored() && end.isAfter(latest)) {
            throw new IllegalArgumentException("an unstored session can't end later than the policy's session lifetime:"
                    + " a cancellation by the backend must last longer than every page proof of the session");
        }
        String generation = Moment.hex(parts.random(), Limits.GENERATION_LENGTH);
        return new Terms(generation, parts.ring().signing().id(), end);
    }

    /** Checks whether the page presented the proof that opening this session returned. */
    boolean isPageOf(Session session) {
        return session.terms().equals(page);
    }

    /** Returns the terms of the generation that the caller presented; null if the caller presented no terms. */
    @Nullable
    Terms presentedTerms() {
        return phone == null ? page : phone.attempt().terms();
    }

    /**
     * Does the same as {@link #authenticate}, for a phone that may be bound. If the phone's code names a key that is
     * not in the ring, and the session is over because its own key has left the ring, the refusal is
     * {@code SESSION_EXPIRED}: a new code would not help the phone.
     */
    Call authenticateBound(PhoneCredentials credentials) {
        authenticate(credentials);
        if (refusal == Refusal.HANDOFF_TOKEN_INVALID && parts.authenticator().namesUnknownKey(credentials)) {
            StoredSession current = parts.sessions().find(sessionKey());
            if (current != null && !parts.rules().isKeyKnown(current.session().terms())) {
                refusal = Refusal.SESSION_EXPIRED;
            }
        }
        return this;
    }

    /** Reads the session, lets the rule decide, and writes the decision. */
    <T> Result<T> settle(Rule rule, Function<StoredSession, T> answer) {
        return refusal == null ? new Settlement<>(parts, this, rule, answer).settle(null, null) : refused();
    }

    /**
     * Opens a session: if it has no record, the first session becomes its record, or is returned unstored if the policy
     * says so. If it has a record, the rule decides.
     */
    <T> Result<T> settleOpening(
            @Nullable Instant endsAt,
            Function<Terms, Session> first,
            Rule rule,
            BiFunction<StoredSession, Terms, T> answer) {
        if (refusal != null) {
            return refused();
        }
        Terms terms = terms(endsAt);
        Settlement<T> settlement = new Settlement<>(parts, this, rule, stored -> answer.apply(stored, terms));
        return parts.policy().isUnstored()
                ? settlement.settleUnstored(first.apply(terms))
                : settlement.settle(first.apply(terms), null);
    }

    /**
     * Does the same as {@link #settle}, but first tries to write without a read, on the session that is assumed to be
     * stored.
     */
    <T> Result<T> settleAssuming(StoredSession assumed, Rule rule, Function<StoredSession, T> answer) {
        if (assumed.isStored()) {
            sessionKey = assumed.record().key();
        }
        return refusal == null ? new Settlement<>(parts, this, rule, answer).settle(null, assumed) : refused();
    }

    /** Refuses this call for a reason. */
    <T> Result<T> refused(Refusal reason) {
        refusal = reason;
        return refused();
    }

    /** Returns the refusal of this call, and notifies listeners of it. */
    <T> Result<T> refused() {
        Refusal reason = Objects.requireNonNull(refusal, "this call is not refused");
        if (operation != null && parts.notifier().isNeeded()) {
            int attempt = phone == null ? 0 : phone.attempt().minted().number();
            String key = reason == Refusal.INVALID_SESSION_ID ? null : sessionKey();
            parts.notifier().notify(HandoffEvent.refused(operation, now(), sessionId, attempt, reason), key);
        }
        return Result.refused(reason);
    }

    /** Notifies listeners that this call wrote the session, or opened it unstored. */
    void notifyWritten(Session session) {
        if (operation != null) {
            notify(HandoffEvent.Type.of(operation, session), session);
        }
    }

    /** Notifies listeners of a success that wrote nothing; only if a token was handed out. */
    void notifyUnchanged(Session session) {
        if (operation == Operation.START || operation == Operation.MINT) {
            notify(HandoffEvent.Type.REUSED, session);
        }
    }

    private void notify(HandoffEvent.Type type, Session session) {
        if (operation != null && parts.notifier().isNeeded()) {
            parts.notifier().notify(HandoffEvent.happened(type, operation, now(), sessionId, session), sessionKey());
        }
    }

    /** Returns the session id in UTF-8; only for a well-formed session id. */
    private byte[] encodedId() {
        return Objects.requireNonNull(encodedId, "not a session id");
    }
}
