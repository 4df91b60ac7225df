package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Many who call at the same moment. */
final class Crowd {

    static final int SIZE = 12;

    private Crowd() {}

    /** What each of many was told; without those who were not told, because the store did not know. */
    static <T> List<T> together(int size, IntFunction<T> call) {
        return ManyThreads.together(size, member -> {
                    try {
                        return Optional.of(call.apply(member));
                    } catch (TokenStoreException e) {
                        assertThat(e.effect()).as(e.getMessage()).isEqualTo(Effect.UNKNOWN);
                        return Optional.<T>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Where somebody was not told, it may have been the winner. */
    static <T> void assertOneWinner(IntFunction<Result<T>> call, Refusal... truths) {
        List<Result<T>> answers = together(SIZE, call);
        long winners = answers.stream().filter(Result::isOk).count();
        assertThat(winners).as("winners").isBetween(answers.size() == SIZE ? 1L : 0L, 1L);
        assertThat(answers.stream().flatMap(answer -> answer.refusal().stream()))
                .as("what the others are told")
                .isSubsetOf(truths);
    }
}
