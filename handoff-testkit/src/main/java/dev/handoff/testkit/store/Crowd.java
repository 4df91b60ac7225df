package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Many callers at the same moment. */
final class Crowd {

    static final int SIZE = 12;

    private Crowd() {}

    /** Returns the results of the calls, without those that failed with an unknown effect. */
    static <T> List<T> together(int size, IntFunction<T> call) {
        return ManyThreads.together(size, member -> {
                    try {
                        return Optional.of(call.apply(member));
                    } catch (TokenStoreException e) {
                        assertThat(e.effect())
                                .as("the effect of an exception during a race: " + e.getMessage())
                                .isEqualTo(Effect.UNKNOWN);
                        return Optional.<T>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** If a call failed with an unknown effect, it may have been the winner. */
    static <T> void assertOneWinner(IntFunction<Result<T>> call, Refusal... truths) {
        List<Result<T>> answers = together(SIZE, call);
        long winners = answers.stream().filter(Result::isOk).count();
        assertThat(winners)
                .as("the number of calls that the library accepted (first look at the failures of the groups Insert to"
                        + " TwoProcesses)")
                .isBetween(answers.size() == SIZE ? 1L : 0L, 1L);
        assertThat(answers.stream().flatMap(answer -> answer.refusal().stream()))
                .as("the refusals of the other calls")
                .isSubsetOf(truths);
    }
}
