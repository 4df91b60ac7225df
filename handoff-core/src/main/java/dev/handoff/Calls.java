package dev.handoff;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.internal.keys.Digests;
import dev.handoff.internal.keys.Text;
import dev.handoff.internal.update.Decision;
import dev.handoff.internal.update.Decision.Keep;
import dev.handoff.internal.update.Decision.Refuse;
import dev.handoff.internal.update.Decision.Write;
import dev.handoff.internal.update.OptimisticUpdate;
import dev.handoff.internal.update.OptimisticUpdate.Settled;
import dev.handoff.spi.HandoffRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The frame of every call: read the clock once, check the session id, let the rules decide, write, tell. */
final class Calls {

    private final OptimisticUpdate updates;
    private final InstantSource clock;
    private final String namespace;
    private final Diagnostics diagnostics;

    Calls(OptimisticUpdate updates, InstantSource clock, String namespace, Diagnostics diagnostics) {
        this.updates = updates;
        this.clock = clock;
        this.namespace = namespace;
        this.diagnostics = diagnostics;
    }

    /** The rules of one call at one moment. */
    @FunctionalInterface
    interface Rule extends Function<@Nullable HandoffRecord, Decision<Refusal>> {}

    /** The rules of a call, still without its moment. */
    @FunctionalInterface
    interface TimedRule extends BiFunction<@Nullable HandoffRecord, Instant, Decision<Refusal>> {}

    /** What is done with an authentic phone. */
    @FunctionalInterface
    interface OfPhone<T> extends BiFunction<Call, Rules.Presented, Result<T>> {}

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A call that may write. */
    <T> Result<T> writing(Operation operation, String sessionId, Function<Call, Result<T>> body) {
        if (!isSessionId(sessionId)) {
            diagnostics.refused(operation, sessionId, "", 0, Refusal.INVALID_SESSION_ID);
            return Result.refused(Refusal.INVALID_SESSION_ID);
        }
        return body.apply(new Call(operation, sessionId, Digests.sessionKey(namespace, sessionId), now()));
    }

    /** A call that only reads, and tells nobody. */
    <T> Result<T> reading(String sessionId, TimedRule rule, BiFunction<HandoffRecord, Instant, T> answer) {
        return withSessionId(sessionId, () -> {
            Instant now = now();
            HandoffRecord record =
                    updates.find(Digests.sessionKey(namespace, sessionId)).orElse(null);
            return rule.apply(record, now) instanceof Refuse<Refusal> refuse
                    ? Result.refused(refuse.reason())
                    : Result.ok(answer.apply(Objects.requireNonNull(record, "no rule allows what is not there"), now));
        });
    }

    /** The row that stands before all others, for calls that tell nobody. */
    <T> Result<T> withSessionId(String sessionId, Supplier<Result<T>> body) {
        return isSessionId(sessionId) ? body.get() : Result.refused(Refusal.INVALID_SESSION_ID);
    }

    private static boolean isSessionId(String sessionId) {
        return Text.isId(Objects.requireNonNull(sessionId, "sessionId"));
    }

    /** One call that may write: its session and its moment. */
    final class Call {

        private final Operation operation;
        private final String sessionId;
        private final String sessionKey;
        private final Instant now;
        private int attempt;

        private Call(Operation operation, String sessionId, String sessionKey, Instant now) {
            this.operation = operation;
            this.sessionId = sessionId;
            this.sessionKey = sessionKey;
            this.now = now;
        }

        String sessionKey() {
            return sessionKey;
        }

        Instant now() {
            return now;
        }

        <T> Result<T> settle(Rule rule, Function<HandoffRecord, T> answer) {
            return conclude(updates.settle(sessionKey, rule, answer));
        }

        <T> Result<T> settleAssuming(@Nullable HandoffRecord assumed, Rule rule, Function<HandoffRecord, T> answer) {
            return conclude(updates.settleAssuming(assumed, sessionKey, rule, answer));
        }

        <T> Result<T> refuse(Refusal reason) {
            diagnostics.refused(operation, sessionId, sessionKey, attempt, reason);
            return Result.refused(reason);
        }

        /** From here on it is known which attempt the phone proved. */
        Call by(Rules.Presented phone) {
            attempt = phone.attempt().minted().number();
            return this;
        }

        private <T> Result<T> conclude(Settled<Refusal, T> settled) {
            if (settled.decision() instanceof Refuse<Refusal> refuse) {
                return refuse(refuse.reason());
            }
            if (settled.decision() instanceof Write<Refusal> write) {
                diagnostics.written(operation, sessionId, write.next());
            } else if (settled.decision() instanceof Keep<Refusal> keep) {
                diagnostics.kept(operation, sessionId, keep.current());
            }
            return Result.ok(Objects.requireNonNull(settled.answer()));
        }
    }
}
