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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call: who calls, when, and with what. It begins with the session id and the moment, finds out what the phone or
 * the page that presents something is, and is then settled. Once it is refused, every further step is passed over. For
 * one thread.
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
    /**
     * What the session was opened as, by the proof that its page presented; unchecked if its key is not in the ring.
     */
    private @Nullable Terms page;

    private @Nullable Session unstored;

    /**
     * Begins a call.
     *
     * @param operation null for a call that only reads, and notifies nobody
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

    /** Unless the session id is none. Computed when it is first needed: a forged token needs none. */
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

    /** Unless the session id is none. */
    SessionSecrets secrets() {
        return new SessionSecrets(parts.ring(), encodedId());
    }

    /** Only behind {@link #authenticate}, and unless this call is refused. */
    Phone phone() {
        return Objects.requireNonNull(phone, "no phone is authenticated");
    }

    /** How the session stands while it has no record, by what was presented; null if there is none without a record. */
    @Nullable
    StoredSession unstored() {
        return unstored == null ? null : StoredSession.unstored(unstored);
    }

    /** What an authentic phone of a session that nothing happened to can assume to be there. */
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

    /** Takes what a page presents, as it came. Not looked at unless the policy asks for it. */
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
     * As {@link #presenting}, for a call that no page may make without its proof. Of an unstored session nothing but
     * the proof tells, so that one without is refused at once: a flood of them costs no read.
     */
    Call proving(@Nullable String pageProof) {
        presenting(pageProof);
        if (refusal == null && parts.policy().isUnstored() && page == null) {
            refusal = Refusal.PAGE_PROOF_REQUIRED;
        }
        return this;
    }

    /** Speaks of the session whether it is stored or not, without a proof of what it was opened as. */
    Call ofEveryLife() {
        if (parts.policy().isUnstored()) {
            unstored = parts.openings().ofEveryLife(parts.ring().signing().id(), now());
        }
        return this;
    }

    /**
     * Builds the terms of a session that this call opens.
     *
     * @param endsAt null for the policy's session lifetime
     * @throws IllegalArgumentException as {@link HandoffService#open(String, Instant)}
     */
    Terms terms(@Nullable Instant endsAt) {
        Instant latest = now().plus(parts.policy().sessionLifetime());
        Instant end = endsAt == null ? latest : endsAt.truncatedTo(ChronoUnit.MILLIS);
        if (!Limits.canHold(end)) {
            throw new IllegalArgumentException("a session must end in the years 1970 to 2109");
        }
        if (parts.policy().isUnstored() && end.isAfter(latest)) {
            throw new IllegalArgumentException("an unstored session can't end later than the policy's session lifetime:"
                    + " a cancellation by the backend must last longer than every page proof of the session");
        }
        String generation = Moment.hex(parts.random(), Limits.GENERATION_LENGTH);
        return new Terms(generation, parts.ring().signing().id(), end);
    }

    /** Whether the page presented the proof that opening this session gave. */
    boolean isPageOf(Session session) {
        return session.terms().equals(page);
    }

    /** Which life of the session the caller speaks of; null if it does not say. */
    @Nullable
    Terms life() {
        return phone == null ? page : phone.attempt().terms();
    }

    /**
     * As {@link #authenticate}, for a phone that may be bound: where its code names a key that has left the ring, the
     * session is asked, too. If that is over for the same reason, a new code would not help the phone.
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

    /** Reads, decides and writes. */
    <T> Result<T> settle(Rule rule, Function<StoredSession, T> answer) {
        return refusal == null ? new Settlement<>(parts, this, rule, answer).settle(null, null) : refused();
    }

    /**
     * As {@link #settle}, for a session that may have no record yet: then this is to be its first. An unstored session
     * is answered as it is.
     */
    <T> Result<T> settleOpening(Session first, Rule rule, Function<StoredSession, T> answer) {
        Settlement<T> settlement = new Settlement<>(parts, this, rule, answer);
        return parts.policy().isUnstored() ? settlement.settleUnstored(first) : settlement.settle(first, null);
    }

    /** As {@link #settle}, but first tries to write without reading, on what there is reason to think is stored. */
    <T> Result<T> settleAssuming(StoredSession assumed, Rule rule, Function<StoredSession, T> answer) {
        if (assumed.isStored()) {
            sessionKey = assumed.record().key();
        }
        return refusal == null ? new Settlement<>(parts, this, rule, answer).settle(null, assumed) : refused();
    }

    /** The answer of a call that is refused for this reason. */
    <T> Result<T> refused(Refusal reason) {
        refusal = reason;
        return refused();
    }

    /** The answer of a call that was refused. */
    <T> Result<T> refused() {
        Refusal reason = Objects.requireNonNull(refusal, "this call is not refused");
        if (operation != null && parts.notifier().isHeard()) {
            int attempt = phone == null ? 0 : phone.attempt().minted().number();
            String key = reason == Refusal.INVALID_SESSION_ID ? null : sessionKey();
            parts.notifier().tell(HandoffEvent.refused(operation, now(), sessionId, attempt, reason), key);
        }
        return Result.refused(reason);
    }

    /** Tells what this call did that wrote this, or opened it unstored. */
    void tellWritten(Session session) {
        if (operation != null) {
            tell(HandoffEvent.Type.of(operation, session), session);
        }
    }

    /** Tells of a yes that wrote nothing: only where a token was handed out. */
    void tellKept(Session session) {
        if (operation == Operation.START || operation == Operation.MINT) {
            tell(HandoffEvent.Type.REUSED, session);
        }
    }

    private void tell(HandoffEvent.Type type, Session session) {
        if (operation != null && parts.notifier().isHeard()) {
            parts.notifier().tell(HandoffEvent.happened(type, operation, now(), sessionId, session), sessionKey());
        }
    }

    /** In UTF-8, unless the session id is none. */
    private byte[] encodedId() {
        return Objects.requireNonNull(encodedId, "not a session id");
    }
}
