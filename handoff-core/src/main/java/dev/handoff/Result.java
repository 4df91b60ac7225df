package dev.handoff;

import java.util.Optional;
import java.util.function.Function;

/**
 * The answer of a call: a value, or a refusal. Immutable.
 *
 * @param <T> what the call gives
 */
public sealed interface Result<T> {

    /**
     * Yes.
     *
     * @param value what the call gives
     */
    record Ok<T>(T value) implements Result<T> {}

    /**
     * No, and nothing has changed.
     *
     * @param reason why
     */
    record Refused<T>(Refusal reason) implements Result<T> {}

    /** A yes. */
    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    /** A no. */
    static <T> Result<T> refused(Refusal reason) {
        return new Refused<>(reason);
    }

    /** One of two values, depending on the answer. */
    default <R> R fold(Function<? super T, ? extends R> ifOk, Function<? super Refusal, ? extends R> ifRefused) {
        return this instanceof Ok<T> ok ? ifOk.apply(ok.value()) : ifRefused.apply(((Refused<T>) this).reason());
    }

    /** The same answer with another value. */
    default <R> Result<R> map(Function<? super T, ? extends R> change) {
        return fold(value -> ok(change.apply(value)), Result::refused);
    }

    /** Whether this is a yes. */
    default boolean isOk() {
        return this instanceof Ok;
    }

    /** The reason of a no, empty for a yes. */
    default Optional<Refusal> refusal() {
        return fold(value -> Optional.empty(), Optional::of);
    }

    /**
     * The value.
     *
     * @throws HandoffRefusedException if this is a refusal
     */
    default T orElseThrow() {
        return fold(value -> value, reason -> {
            throw new HandoffRefusedException(reason);
        });
    }
}
