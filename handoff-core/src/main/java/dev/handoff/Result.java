package dev.handoff;

import java.util.Optional;
import java.util.function.Function;

/**
 * The answer of a call: a value, or a refusal. Immutable.
 *
 * @param <T> the type of the value
 */
public sealed interface Result<T> {

    /**
     * The answer of a call that succeeded.
     *
     * @param value the value
     */
    record Ok<T>(T value) implements Result<T> {}

    /**
     * The answer of a call that was refused and has changed nothing.
     *
     * @param reason the reason of the refusal
     */
    record Refused<T>(Refusal reason) implements Result<T> {}

    /** Returns a success with this value. */
    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    /** Returns a refusal for this reason. */
    static <T> Result<T> refused(Refusal reason) {
        return new Refused<>(reason);
    }

    /** Applies the first function to the value, or the second function to the reason of the refusal. */
    default <R> R fold(Function<? super T, ? extends R> ifOk, Function<? super Refusal, ? extends R> ifRefused) {
        return this instanceof Ok<T> ok ? ifOk.apply(ok.value()) : ifRefused.apply(((Refused<T>) this).reason());
    }

    /** Returns a success with the changed value, or the same refusal. */
    default <R> Result<R> map(Function<? super T, ? extends R> change) {
        return fold(value -> ok(change.apply(value)), Result::refused);
    }

    /** Checks whether this is a success. */
    default boolean isOk() {
        return this instanceof Ok;
    }

    /** Returns the reason of the refusal; empty for a success. */
    default Optional<Refusal> refusal() {
        return fold(value -> Optional.empty(), Optional::of);
    }

    /**
     * Returns the value.
     *
     * @throws HandoffRefusedException if this is a refusal
     */
    default T orElseThrow() {
        return fold(value -> value, reason -> {
            throw new HandoffRefusedException(reason);
        });
    }
}
