package dev.handoff;

import dev.handoff.Decision.Refuse;
import dev.handoff.Decision.Write;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settles one call: reads the session, lets the rules decide, writes the decision, and repeats this while other callers
 * write first. Then notifies the listeners and returns the answer.
 */
final class Settlement<T> {

    private final ServiceParts parts;
    private final Call call;
    private final Rule rule;
    private final Function<StoredSession, T> answering;
    /** The last write that was tried. */
    private @Nullable Tried<T> tried;

    Settlement(ServiceParts parts, Call call, Rule rule, Function<StoredSession, T> answering) {
        this.parts = parts;
        this.call = call;
        this.rule = rule;
        this.answering = answering;
    }

    /**
     * A write that is tried.
     *
     * @param answer the answer of a success, made before the write
     */
    private record Tried<T>(StoredSession next, T answer) {}

    /** Opens an unstored session without the store. */
    Result<T> settleUnstored(Session first) {
        if (parts.rules().open(first, call.now()) instanceof Refuse over) {
            return call.refused(over.reason());
        }
        StoredSession opened = StoredSession.unstored(first);
        return answerWritten(new Tried<>(opened, answering.apply(opened)));
    }

    /**
     * Settles the call.
     *
     * @param first the first record of a session that has no record; null if the call needs a record
     * @param assumed the session that is probably stored, which saves a read. A refusal never follows from it: unless
     *     it leads to a write that succeeds, the record is read
     * @throws TokenStoreException if the store fails, or if other callers wrote first in every round
     */
    Result<T> settle(@Nullable Session first, @Nullable StoredSession assumed) {
        if ((first != null || assumed != null) && decide(first, assumed) instanceof Write write) {
            Result<T> written = write(assumed, write);
            if (written != null) {
                return written;
            }
        }
        Backoff backoff = new Backoff();
        while (backoff.next()) {
            Result<T> settled = settleOnce(first);
            if (settled != null) {
                return settled;
            }
        }
        throw new TokenStoreException(
                Effect.NONE,
                true,
                "nothing was written in " + Backoff.MOST + " rounds, because other calls changed the record before"
                        + " each write; try again later");
    }

    /** Reads, decides and writes once. Returns null if another caller wrote first. */
    private @Nullable Result<T> settleOnce(@Nullable Session first) {
        StoredSession stored = parts.sessions().find(call.sessionKey());
        Tried<T> last = tried;
        if (last != null && stored != null && last.next().record().equals(stored.record())) {
            // the last write took effect, although the store reported that it did not
            return answerStored(last);
        }
        StoredSession current = stored == null ? call.unstored() : inGenerationOfCaller(stored);
        Decision decision = decide(first, current);
        if (decision instanceof Refuse refuse) {
            return call.refused(refuse.reason());
        }
        return decision instanceof Write write
                ? write(current, write)
                : current == null ? null : answerUnchanged(current, answering.apply(current));
    }

    /** Returns the session in the caller's generation: a record that ends every generation ends the caller's, too. */
    private StoredSession inGenerationOfCaller(StoredSession stored) {
        Session session = stored.session();
        Terms presented = call.presentedTerms();
        return presented != null
                        && session.terms().areOfEveryGeneration()
                        && parts.rules().isKeyKnown(session.terms())
                ? new StoredSession(
                        parts.rules().isKeyKnown(presented)
                                ? session.withTerms(presented)
                                : Session.fresh(presented, session.version(), null),
                        stored.record())
                : stored;
    }

    /** Decides for every rule what a session is that has no record, or whose key has left the ring. */
    private Decision decide(@Nullable Session first, @Nullable StoredSession current) {
        if (current == null) {
            return first == null
                    ? new Refuse(Refusal.SESSION_NOT_FOUND, "unknown")
                    : parts.rules().open(first, call.now());
        }
        return parts.rules().isKeyKnown(current.session().terms())
                ? rule.decide(current.session())
                : rule.decideWithoutKey();
    }

    /** Writes a decision. Returns null if the store reports that nothing was written. */
    private @Nullable Result<T> write(@Nullable StoredSession expected, Write decided) {
        StoredSession next = parts.seal().seal(call.sessionKey(), decided.next());
        Tried<T> trying = new Tried<>(next, answering.apply(next));
        tried = trying;
        return switch (parts.sessions().write(expected, next.record())) {
            case WRITTEN -> answerWritten(trying);
            case FOUND -> answerStored(trying);
            case OVERTAKEN -> null;
        };
    }

    private Result<T> answerWritten(Tried<T> written) {
        call.notifyWritten(written.next().session());
        return Result.ok(written.answer());
    }

    /**
     * Answers for a session that is stored, although the store did not report that this call wrote it. If another
     * caller can have written the same text, the write counts as that caller's.
     */
    private Result<T> answerStored(Tried<T> stored) {
        return stored.next().session().isOfOneCaller()
                ? answerWritten(stored)
                : answerUnchanged(stored.next(), stored.answer());
    }

    private Result<T> answerUnchanged(StoredSession current, T answer) {
        call.notifyUnchanged(current.session());
        return Result.ok(answer);
    }
}
