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
 * How a call ends: reads the session, lets the rules decide, writes what they decided, and again while others were
 * faster; then tells what happened, and answers. For one call.
 */
final class Settlement<T> {

    private final ServiceParts parts;
    private final Call call;
    private final Rule rule;
    private final Function<StoredSession, T> answering;
    /** What was tried to write last. */
    private @Nullable Tried<T> tried;

    Settlement(ServiceParts parts, Call call, Rule rule, Function<StoredSession, T> answering) {
        this.parts = parts;
        this.call = call;
        this.rule = rule;
        this.answering = answering;
    }

    /**
     * A write that is being tried.
     *
     * @param answer to a yes, made before anything is written
     */
    private record Tried<T>(StoredSession next, T answer) {}

    /** Of a session that is not stored: told and answered as it is, without the store. */
    Result<T> settleUnstored(Session first) {
        if (parts.rules().open(first, call.now()) instanceof Refuse over) {
            return call.refused(over.reason());
        }
        StoredSession opened = StoredSession.unstored(first);
        return written(new Tried<>(opened, answering.apply(opened)));
    }

    /**
     * Settles the call.
     *
     * @param first what is to be the first record where there is none; null if that is for the rules to refuse
     * @param assumed what the caller has reason to think is there, which saves reading it. No refusal follows from
     *     that: where it leads to anything but a write that succeeds, the record is read
     * @throws TokenStoreException if the store is in trouble, or if others were faster in every round
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
            Result<T> settled = round(first);
            if (settled != null) {
                return settled;
            }
        }
        throw new TokenStoreException(
                Effect.NONE, true, "gave up after " + Backoff.MOST + " rounds: the record changed before every write");
    }

    /** The answer, null if others were faster. */
    private @Nullable Result<T> round(@Nullable Session first) {
        StoredSession stored = parts.sessions().find(call.sessionKey());
        Tried<T> last = tried;
        if (last != null && stored != null && last.next().record().equals(stored.record())) {
            // the store said that it had not written this
            return found(last);
        }
        StoredSession current = stored == null ? call.unstored() : inLifeOfCaller(stored);
        Decision decision = decide(first, current);
        if (decision instanceof Refuse refuse) {
            return call.refused(refuse.reason());
        }
        return decision instanceof Write write
                ? write(current, write)
                : current == null ? null : kept(current, answering.apply(current));
    }

    /** What ends every life of a session ends the caller's. */
    private StoredSession inLifeOfCaller(StoredSession stored) {
        Session session = stored.session();
        Terms life = call.life();
        return life != null && session.terms().areOfEveryLife() && parts.rules().isKeyKnown(session.terms())
                ? new StoredSession(
                        parts.rules().isKeyKnown(life)
                                ? session.inLife(life)
                                : Session.fresh(life, session.version(), null),
                        stored.record())
                : stored;
    }

    /** The one place that says what a session without a record, or without its key, is. */
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

    /** The answer if it is written, null if the store says that nothing was. */
    private @Nullable Result<T> write(@Nullable StoredSession expected, Write decided) {
        StoredSession next = parts.seal().seal(call.sessionKey(), decided.next());
        Tried<T> trying = new Tried<>(next, answering.apply(next));
        tried = trying;
        return switch (parts.sessions().write(expected, next.record())) {
            case WRITTEN -> written(trying);
            case FOUND -> found(trying);
            case OVERTAKEN -> null;
        };
    }

    private Result<T> written(Tried<T> yes) {
        call.tellWritten(yes.next().session());
        return Result.ok(yes.answer());
    }

    /** It is stored, though the store was not sure of it; if another may have written the same, then by that one. */
    private Result<T> found(Tried<T> yes) {
        return yes.next().session().isOfOneCaller() ? written(yes) : kept(yes.next(), yes.answer());
    }

    private Result<T> kept(StoredSession current, T answer) {
        call.tellKept(current.session());
        return Result.ok(answer);
    }
}
