package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.HandoffEvent.Operation;
import dev.handoff.internal.keys.Text;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call from its beginning to its answer: it begins with the session id and the moment, authenticates the phone
 * where there is one, lets the rules decide on the record, settles what they decided in the store, notifies the
 * listeners, and answers. Once it is refused, every further step is passed over. For one thread.
 */
final class Call {

    private final ServiceParts parts;
    private final @Nullable Operation operation;
    private final String sessionId;
    private final byte @Nullable [] encodedId;
    private final Instant now;
    private @Nullable String sessionKey;
    private @Nullable Refusal refusal;
    private @Nullable Phone phone;
    private @Nullable HandoffRecord first;

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
        this.now = parts.now();
        this.encodedId = Text.encodeId(sessionId);
        this.refusal = encodedId == null ? Refusal.INVALID_SESSION_ID : null;
    }

    /** What the rules say of a record that is there. Pure: it is asked again in every round. */
    @FunctionalInterface
    interface Rule {
        Decision decide(HandoffRecord record);
    }

    /** The answer to a yes, made of the record that results, before anything is written. */
    @FunctionalInterface
    interface Answer<T> {
        T of(HandoffRecord record);
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

    /** In UTF-8, unless the session id is none. */
    byte[] encodedId() {
        return Objects.requireNonNull(encodedId, "not a session id");
    }

    Instant now() {
        return now;
    }

    /** Only behind {@link #authenticate}, and unless this call is refused. */
    Phone phone() {
        return Objects.requireNonNull(phone, "no phone is authenticated");
    }

    Call authenticate(PhoneCredentials credentials) {
        if (refusal == null) {
            Result<Phone> known = parts.authenticator().authenticate(encodedId(), credentials);
            refusal = known.refusal().orElse(null);
            phone = known instanceof Result.Ok<Phone> ok ? ok.value() : null;
        }
        return this;
    }

    /** As {@link #settleAssuming}, for a session that may have no record yet: then this is to be its first. */
    <T> Result<T> settleOpening(HandoffRecord record, Rule rule, Answer<T> answer) {
        first = record;
        return settleAssuming(null, rule, answer);
    }

    /**
     * As {@link #settle}, but first tries to write without reading, on what the caller has reason to think is stored.
     * Answers no refusal from that: where the assumption leads to anything but a write that succeeds, the record is
     * read.
     *
     * @param assumed what is thought to be stored, null for nothing
     */
    <T> Result<T> settleAssuming(@Nullable HandoffRecord assumed, Rule rule, Answer<T> answer) {
        if (refusal == null && decide(rule, assumed) instanceof Write write) {
            T prepared = answer.of(write.next());
            if (write(assumed, write.next())) {
                return written(write, prepared);
            }
        }
        return settle(rule, answer);
    }

    /**
     * Reads, decides and writes, again while others were faster.
     *
     * @throws TokenStoreException if the store is in trouble, or if others were faster in every round
     */
    <T> Result<T> settle(Rule rule, Answer<T> answer) {
        Rounds rounds = new Rounds();
        while (refusal == null && rounds.next()) {
            HandoffRecord current = find();
            if (current != null && hasOpened(current)) {
                return written(new Write(current), answer.of(current));
            }
            Decision decision = decide(rule, current);
            if (decision instanceof Refuse refuse) {
                refusal = refuse.reason();
            } else if (decision instanceof Keep keep) {
                return kept(keep, answer.of(keep.current()));
            } else if (decision instanceof Write write) {
                T prepared = answer.of(write.next());
                if (write(current, write.next())) {
                    return written(write, prepared);
                }
            }
        }
        if (refusal != null) {
            return refused();
        }
        throw new TokenStoreException(
                Effect.NONE, true, "gave up after " + Rounds.MOST + " rounds: the record changed before every write");
    }

    /** The answer of a call that was refused. */
    <T> Result<T> refused() {
        Refusal reason = Objects.requireNonNull(refusal, "this call is not refused");
        if (operation != null) {
            int attempt = phone == null ? 0 : phone.attempt().minted().number();
            parts.notifier().refused(operation, this, attempt, reason);
        }
        return Result.refused(reason);
    }

    /** The one place that says what a session without a record is. */
    private Decision decide(Rule rule, @Nullable HandoffRecord record) {
        if (record != null) {
            return rule.decide(record);
        }
        return first == null
                ? new Refuse(Refusal.SESSION_NOT_FOUND, "unknown")
                : parts.rules().open(first, now);
    }

    /**
     * Whether this is what this very call inserted, though the store was not sure of it: its generation is 128 random
     * bits, which no other call has.
     */
    boolean hasOpened(HandoffRecord record) {
        return record.equals(first);
    }

    /** Distrusts the store: an answer for another session is an error, never an answer. */
    private @Nullable HandoffRecord find() {
        Optional<HandoffRecord> found =
                Objects.requireNonNull(parts.store().find(sessionKey()), "the store returned null");
        if (found.isPresent() && !found.get().sessionKey().equals(sessionKey())) {
            throw new TokenStoreException(Effect.NONE, false, "find: the store returned another session's record");
        }
        return found.orElse(null);
    }

    private boolean write(@Nullable HandoffRecord expected, HandoffRecord next) {
        TokenStore store = parts.store();
        return expected == null ? store.insert(next) : store.replace(expected, next);
    }

    private <T> Result<T> written(Write write, T answer) {
        if (operation != null) {
            parts.notifier().written(operation, this, write.next());
        }
        return Result.ok(answer);
    }

    private <T> Result<T> kept(Keep keep, T answer) {
        if (operation != null) {
            parts.notifier().kept(operation, this, keep.current());
        }
        return Result.ok(answer);
    }
}
