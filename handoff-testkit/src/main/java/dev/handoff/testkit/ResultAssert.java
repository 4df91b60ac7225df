package dev.handoff.testkit;

import dev.handoff.Refusal;
import dev.handoff.Result;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;

/**
 * Assertions on the result of a call, for instance
 * {@code assertThat(otherPhone.saysHello()).isRefusedWith(HANDOFF_DEVICE_MISMATCH)}. Failure messages name refusals and
 * their meaning. They do not show values that are texts, because texts can be secrets. Needs AssertJ on the class path.
 *
 * @param <T> the value of the call
 */
// a module that uses this class requires AssertJ itself: were it transitive, javac would require it in every module
@SuppressWarnings("exports")
public final class ResultAssert<T> extends AbstractAssert<ResultAssert<T>, Result<T>> {

    private ResultAssert(Result<T> actual) {
        super(actual, ResultAssert.class);
        info.useRepresentation(ResultAssert::describe);
    }

    /** Begins an assertion; can be imported together with AssertJ's own {@code assertThat}. */
    public static <T> ResultAssert<T> assertThat(Result<T> actual) {
        return new ResultAssert<>(actual);
    }

    /** Checks that the call was carried out. */
    public ResultAssert<T> isOk() {
        isNotNull();
        if (!actual.isOk()) {
            throw failure("Expected the call to be carried out, but it %s", describe(actual));
        }
        return this;
    }

    /** Checks that the call was carried out and returned this value. */
    public ResultAssert<T> isOkWith(T expected) {
        isNotNull();
        if (!actual.equals(Result.ok(expected))) {
            throw failure("Expected the call to give %s, but it %s", describe(expected), describe(actual));
        }
        return this;
    }

    /** Checks that the call was refused for this reason, and so changed nothing. */
    public ResultAssert<T> isRefusedWith(Refusal expected) {
        isNotNull();
        Objects.requireNonNull(expected, "expected");
        if (actual.refusal().filter(expected::equals).isEmpty()) {
            throw failure("Expected the call to be refused with %s, but it %s", describe(expected), describe(actual));
        }
        return this;
    }

    /** Checks that the call was carried out, and returns an assertion on its value. */
    public ObjectAssert<T> value() {
        isOk();
        return Assertions.assertThat(actual.orElseThrow()).withRepresentation(ResultAssert::describe);
    }

    private static String describe(Object thing) {
        if (thing instanceof Result<?> result) {
            return result.fold(
                    value -> "was carried out and gave " + describe(value),
                    refusal -> "was refused with " + describe(refusal));
        }
        if (thing instanceof Refusal refusal) {
            return refusal.code() + " (" + refusal.message() + ")";
        }
        return thing instanceof CharSequence text ? "a text of length " + text.length() : String.valueOf(thing);
    }
}
