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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays all short histories, for every policy whose answers differ. */
@Tag("long")
class ExplorerTest {

    /** How many steps a history is longer than in every build. */
    private static final int DEEPER = Integer.getInteger("handoff.model.deeper", 0);

    private static final HandoffPolicy STORED = HandoffPolicy.defaults()
            .withSessionLifetime(Duration.ofMinutes(7))
            .withRetention(Duration.ofMinutes(5))
            .withMaxFailures(2);
    private static final HandoffPolicy UNSTORED =
            STORED.withSafeguards(Safeguard.PAGE_PROOF).withOpening(Opening.UNSTORED);
    private static final List<Long> ONE = List.of(0L);
    /** The second clock is behind by more than a reuse window. */
    private static final List<Long> APART = List.of(0L, -61_000L);

    private static final List<String> NOTHING = List.of();
    private static final List<String> FAILED_ONCE =
            List.of("start", "hello A 1 of life 1", "finish c1 of life 1 may retry", "mint c1 of life 1");
    private static final List<String> FAILED_WITH_TWO_CODES =
            List.of("start", "at PT1M0.001S", "start", "hello A 1 of life 1", "finish c1 of life 1 may retry");
    private static final List<String> FAILED_WITH_A_CODE_FROM_AHEAD = List.of(
            "start, node 2",
            "mint proof of life 1, node 1",
            "hello A 1 of life 1, node 2",
            "finish c1 of life 1 may retry, node 2");
    private static final List<String> ANOTHER_LIFE =
            List.of("start", "hello A 1 of life 1", "at PT12M0.001S", "purge", "start");
    private static final List<String> APPROVED_AND_FAILED = List.of(
            "start",
            "hello A 1 of life 1",
            "pick of attempt 1 of life 1 proof of life 1",
            "finish c1 of life 1 may retry",
            "mint proof of life 1");

    private static Stream<Arguments> policies() {
        HandoffPolicy shortCodes = STORED.withReuseWindow(STORED.tokenLifetime());
        HandoffPolicy supersede = STORED.withReissue(Reissue.SUPERSEDE);
        HandoffPolicy oneAttempt = STORED.withBindingScope(BindingScope.ATTEMPT);
        HandoffPolicy pageProof = STORED.withSafeguards(Safeguard.PAGE_PROOF);
        HandoffPolicy matchCode = STORED.withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE);
        HandoffPolicy possession = STORED.withSafeguards(Safeguard.POSSESSION);
        HandoffPolicy everything = UNSTORED.withSafeguards(Safeguard.values()).withBindingScope(BindingScope.ATTEMPT);
        return Stream.of(
                arguments("stored", STORED, ONE, NOTHING, 4, 2),
                arguments("stored, after a failure", STORED, ONE, FAILED_ONCE, 3, 1),
                arguments("stored, two codes, after a failure", STORED, ONE, FAILED_WITH_TWO_CODES, 2, 1),
                arguments("stored, after a purge", STORED, ONE, ANOTHER_LIFE, 2, 1),
                arguments("codes as short as the window", shortCodes, ONE, NOTHING, 3, 1),
                arguments("supersede", supersede, ONE, NOTHING, 4, 2),
                arguments("one attempt", oneAttempt, ONE, NOTHING, 3, 1),
                arguments("one attempt, after a failure", oneAttempt, ONE, FAILED_ONCE, 3, 1),
                arguments("page proof", pageProof, ONE, NOTHING, 4, 2),
                arguments("match code", matchCode, ONE, NOTHING, 4, 2),
                arguments("match code, after a failure", matchCode, ONE, APPROVED_AND_FAILED, 3, 1),
                arguments("possession", possession, ONE, NOTHING, 3, 1),
                arguments("unstored", UNSTORED, ONE, NOTHING, 4, 2),
                arguments("unstored, after a failure", UNSTORED, ONE, FAILED_ONCE, 3, 1),
                arguments("unstored, after a purge", UNSTORED, ONE, ANOTHER_LIFE, 2, 1),
                arguments("two nodes", STORED, APART, NOTHING, 3, 1),
                arguments("unstored, two nodes", UNSTORED, APART, NOTHING, 3, 1),
                arguments("unstored, two nodes, after a failure", UNSTORED, APART, FAILED_WITH_A_CODE_FROM_AHEAD, 1, 0),
                arguments("unstored, all safeguards, one attempt", everything, ONE, NOTHING, 3, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void everyShortHistory_givesTheAnswersOfTheOracle(
            String name, HandoffPolicy policy, List<Long> offsets, List<String> begun, int depth, int racesDepth) {
        long began = System.nanoTime();
        Covered covered = new Explorer(policy, offsets, depth + DEEPER, racesDepth + DEEPER).explore(begun);
        System.out.println(name + ": " + covered + ", "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        assertThat(covered.calls()).as("calls").isGreaterThan(2000);
        assertThat(covered.races()).as("races").isGreaterThan(25);
        assertThat(covered.losses()).as("losses").isGreaterThan(25);
    }
}
