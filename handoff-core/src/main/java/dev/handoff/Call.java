package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.HandoffEvent.Operation;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call from its beginning to its answer: it begins with the session id and the moment, authenticates the phone
 * where there is one, lets the rules decide on the session, settles what they decided in the store, tells what
 * happened, and answers. Once it is refused, every further step is passed over. For one thread.
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
    /** What the session was opened as, by the proof that its page presented. */
    private @Nullable Terms page;
    /** How the session stands while it has no record; null if there is none without a record. */
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

    /** What the rules say of a session that is there. Pure: it is asked again in every round. */
    @FunctionalInterface
    interface Rule {
        Decision decide(Session session);

        /** What is said of a session whose key has left the ring, so that nothing of its record can be believed. */
        default Decision decideWithoutKey() {
            return Rules.KEY_HAS_LEFT;
        }

        /** Of a call that only tells how a session stands: that it is over may be told to anybody. */
        static Rule telling(Rule rule) {
            return new Rule() {
                @Override
                public Decision decide(Session session) {
                    return rule.decide(session);
                }

                @Override
                public Decision decideWithoutKey() {
                    return new Keep();
                }
            };
        }
    }

    /**
     * A write that is being tried.
     *
     * @param answer to a yes, made before anything is written
     */
    private record Tried<T>(StoredSession next, T answer) {}

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

    /** What an authentic phone of a session that nothing happened to can assume to be there. */
    StoredSession fresh() {
        return unstored != null
                ? StoredSession.unstored(unstored)
                : parts.seal().seal(sessionKey(), phone().attempt().freshSession());
    }

    Call authenticate(PhoneCredentials credentials) {
        if (refusal == null) {
            Result<Phone> known = parts.authenticator().authenticate(encodedId(), credentials);
            refusal = known.refusal().orElse(null);
            phone = known instanceof Result.Ok<Phone> ok ? ok.value() : null;
        }
        if (phone != null && phone.attempt().fresh() && isUnstored()) {
            unstored = parts.rules().unstored(phone.attempt(), now());
        }
        return this;
    }

    /** Takes what a page presents, as it came. Not looked at unless the policy asks for it. */
    Call presenting(@Nullable String pageProof) {
        if (refusal == null && pageProof != null && parts.policy().has(Safeguard.PAGE_PROOF)) {
            AttemptId opened = secrets().opened(pageProof);
            if (opened != null && isUnstored()) {
                unstored = parts.rules().unstored(opened, now());
            }
            page = opened != null && parts.rules().isKeyKnown(opened.terms()) ? opened.terms() : null;
        }
        return this;
    }

    /**
     * As {@link #presenting}, for a call that no page may make without its proof. Of an unstored session nothing but
     * the proof tells, so that one without is refused at once: a flood of them costs no read.
     */
    Call proving(@Nullable String pageProof) {
        presenting(pageProof);
        if (refusal == null && isUnstored() && unstored == null) {
            refusal = Refusal.PAGE_PROOF_REQUIRED;
        }
        return this;
    }

    /** Speaks of the session whether it is stored or not, without a proof of what it was opened as. */
    Call ofEveryLife() {
        if (isUnstored()) {
            unstored = parts.rules().ofEveryLife(parts.ring().signing().id(), now());
        }
        return this;
    }

    /** Whether the page presented the proof that opening this session gave. */
    boolean isPageOf(Session session) {
        return page != null && session.terms().cover(page);
    }

    /**
     * As {@link #authenticate}, for a phone that may be bound: where its code names a key that has left the ring, the
     * session is asked, too. If that is over for the same reason, a new code would not help the phone.
     */
    Call authenticateBound(PhoneCredentials credentials) {
        authenticate(credentials);
        if (refusal == Refusal.HANDOFF_TOKEN_INVALID && parts.authenticator().namesUnknownKey(credentials)) {
            StoredSession current = find();
            if (current != null && !parts.rules().isKeyKnown(current.session().terms())) {
                refusal = Refusal.SESSION_EXPIRED;
            }
        }
        return this;
    }

    /**
     * Reads, decides and writes, again while others were faster.
     *
     * @throws TokenStoreException if the store is in trouble, or if others were faster in every round
     */
    <T> Result<T> settle(Rule rule, Function<StoredSession, T> answer) {
        return settle(null, null, rule, answer);
    }

    /**
     * As {@link #settle}, for a session that may have no record yet: then this is to be its first. An unstored session
     * is told and answered as it is, without the store.
     */
    <T> Result<T> settleOpening(Session first, Rule rule, Function<StoredSession, T> answer) {
        if (!isUnstored()) {
            return settleAssuming(first, null, rule, answer);
        }
        if (parts.rules().open(first, now()) instanceof Refuse over) {
            refusal = over.reason();
            return refused();
        }
        StoredSession opened = StoredSession.unstored(first);
        return written(new Tried<>(opened, answer.apply(opened)));
    }

    /**
     * As {@link #settle}, but first tries to write without reading, on what the caller has reason to think is stored.
     * Answers no refusal from that: where the assumption leads to anything but a write that succeeds, the record is
     * read.
     */
    <T> Result<T> settleAssuming(StoredSession assumed, Rule rule, Function<StoredSession, T> answer) {
        return settleAssuming(null, assumed, rule, answer);
    }

    private <T> Result<T> settleAssuming(
            @Nullable Session first, @Nullable StoredSession assumed, Rule rule, Function<StoredSession, T> answer) {
        Tried<T> tried = null;
        if (assumed != null && assumed.isStored()) {
            sessionKey = assumed.record().key();
        }
        if (refusal == null && decide(first, rule, assumed) instanceof Write write) {
            tried = prepare(write, answer);
            Result<T> written = write(assumed, tried);
            if (written != null) {
                return written;
            }
        }
        return settle(first, tried, rule, answer);
    }

    private <T> Result<T> settle(
            @Nullable Session first, @Nullable Tried<T> tried, Rule rule, Function<StoredSession, T> answer) {
        Tried<T> last = tried;
        Backoff backoff = new Backoff();
        while (refusal == null && backoff.next()) {
            StoredSession current = find();
            if (last != null && current != null && last.next().record().equals(current.record())) {
                // the store said that it had not written this
                return found(last);
            }
            if (current == null && unstored != null) {
                current = StoredSession.unstored(unstored);
            }
            Decision decision = decide(first, rule, current);
            if (decision instanceof Refuse refuse) {
                refusal = refuse.reason();
            } else if (decision instanceof Keep && current != null) {
                return kept(current, answer.apply(current));
            } else if (decision instanceof Write write) {
                last = prepare(write, answer);
                Result<T> written = write(current, last);
                if (written != null) {
                    return written;
                }
            }
        }
        if (refusal != null) {
            return refused();
        }
        throw new TokenStoreException(
                Effect.NONE, true, "gave up after " + Backoff.MOST + " rounds: the record changed before every write");
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

    /** The one place that says what a session without a record, or without its key, is. */
    private Decision decide(@Nullable Session first, Rule rule, @Nullable StoredSession current) {
        if (current == null) {
            return first == null
                    ? new Refuse(Refusal.SESSION_NOT_FOUND, "unknown")
                    : parts.rules().open(first, now());
        }
        return parts.rules().isKeyKnown(current.session().terms())
                ? rule.decide(current.session())
                : rule.decideWithoutKey();
    }

    private <T> Tried<T> prepare(Write write, Function<StoredSession, T> answer) {
        StoredSession next = parts.seal().seal(sessionKey(), write.next());
        return new Tried<>(next, answer.apply(next));
    }

    /** Distrusts the store: what nobody of this library wrote for this session is an error, never an answer. */
    private @Nullable StoredSession find() {
        try {
            StoredRecord found = Objects.requireNonNull(parts.store().find(sessionKey()), "the store returned null")
                    .orElse(null);
            if (found != null && !found.key().equals(sessionKey())) {
                throw RecordSeal.refused(sessionKey(), "the store answered with another session's");
            }
            return found == null ? null : parts.seal().open(found);
        } catch (TokenStoreException trouble) {
            parts.notifier().warn(trouble);
            throw trouble;
        }
    }

    private boolean isUnstored() {
        return parts.policy().opening() == Opening.UNSTORED;
    }

    /** The answer if it is written, null if the store says that nothing was. */
    private <T> @Nullable Result<T> write(@Nullable StoredSession expected, Tried<T> tried) {
        TokenStore store = parts.store();
        StoredRecord next = tried.next().record();
        boolean isWritten;
        try {
            isWritten = (expected == null || !expected.isStored())
                    ? store.insert(next)
                    : store.replace(expected.record(), next);
        } catch (TokenStoreException failed) {
            if (failed.effect() == Effect.UNKNOWN && isStored(next, failed)) {
                return found(tried);
            }
            throw failed;
        }
        return isWritten ? written(tried) : null;
    }

    /** Looks once. Not inside a transaction of the host's: that is of no use any more. */
    private boolean isStored(StoredRecord next, TokenStoreException failed) {
        if (parts.store() instanceof JoinedTokenStore) {
            return false;
        }
        try {
            return parts.store().find(next.key()).filter(next::equals).isPresent();
        } catch (TokenStoreException blind) {
            if (blind != failed) {
                failed.addSuppressed(blind);
            }
            return false;
        }
    }

    private <T> Result<T> written(Tried<T> tried) {
        Session session = tried.next().session();
        if (operation != null) {
            tell(HandoffEvent.Type.of(operation, session), session);
        }
        return Result.ok(tried.answer());
    }

    /** It is stored, though the store was not sure of it; if another may have written the same, then by that one. */
    private <T> Result<T> found(Tried<T> tried) {
        return tried.next().session().isOfOneCaller() ? written(tried) : kept(tried.next(), tried.answer());
    }

    /** An event only where a token was handed out. */
    private <T> Result<T> kept(StoredSession current, T answer) {
        if (operation == Operation.START || operation == Operation.MINT) {
            tell(HandoffEvent.Type.REUSED, current.session());
        }
        return Result.ok(answer);
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
