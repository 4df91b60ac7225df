package dev.handoff.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.Safeguard;
import dev.handoff.model.Explorer.Covered;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All short histories, on every policy that differs. */
class ExplorerTest {

    /** How many steps more than in every build. */
    private static final int DEEPER = Integer.getInteger("handoff.model.deeper", 0);

    private static final HandoffPolicy STORED = HandoffPolicy.defaults()
            .withSessionLifetime(Duration.ofMinutes(7))
            .withRetention(Duration.ofMinutes(5))
            .withMaxFailures(2);
    private static final HandoffPolicy UNSTORED =
            STORED.withSafeguards(Safeguard.PAGE_PROOF).withOpening(Opening.UNSTORED);
    private static final List<Long> ONE = List.of(0L);
    /** The second one is behind by more than a reuse window. */
    private static final List<Long> APART = List.of(0L, -61_000L);

    private static Stream<Arguments> policies() {
        return Stream.of(
                arguments("stored", STORED, ONE, 5, 3),
                arguments("supersede", STORED.withReissue(Reissue.SUPERSEDE), ONE, 4, 2),
                arguments("one attempt", STORED.withBindingScope(BindingScope.ATTEMPT), ONE, 4, 2),
                arguments("page proof", STORED.withSafeguards(Safeguard.PAGE_PROOF), ONE, 4, 2),
                arguments("match code", STORED.withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE), ONE, 4, 2),
                arguments("possession", STORED.withSafeguards(Safeguard.POSSESSION), ONE, 4, 2),
                arguments("unstored", UNSTORED, ONE, 4, 2),
                arguments("two nodes", STORED, APART, 3, 2),
                arguments("unstored, two nodes", UNSTORED, APART, 3, 2),
                arguments(
                        "unstored, all safeguards, one attempt",
                        UNSTORED.withSafeguards(Safeguard.values()).withBindingScope(BindingScope.ATTEMPT),
                        ONE,
                        3,
                        2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void everyShortHistory_goesAsThePageSays(
            String name, HandoffPolicy policy, List<Long> offsets, int depth, int racesDepth) {
        long began = System.nanoTime();
        Covered covered = new Explorer(policy, offsets, depth + DEEPER, racesDepth + DEEPER).explore();
        System.out.println(name + ": " + covered + ", "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        assertThat(covered.positions()).as("positions").isGreaterThan(100);
        assertThat(covered.races()).as("races").isGreaterThan(100);
    }
}
