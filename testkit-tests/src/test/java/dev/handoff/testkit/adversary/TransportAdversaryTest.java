package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.testkit.SettableClock;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** A sound wiring passes the adversary, and each broken wiring fails the attacks whose promise it breaks. */
@Tag("long")
class TransportAdversaryTest {

    private static final PrintStream ERR = System.err;

    @BeforeAll
    static void silenceTheLog() {
        // the log of the service under attack would fill the report
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void restoreTheLog() {
        System.setErr(ERR);
    }

    static Stream<BrokenWiring> brokenWirings() {
        return Stream.of(
                        BrokenMemories.all(),
                        BrokenMessages.all(),
                        BrokenReplies.all(),
                        BrokenGuards.all(),
                        BrokenOrigins.all(),
                        BrokenChannels.all())
                .flatMap(each -> each);
    }

    @ParameterizedTest
    @EnumSource
    void adversary_soundWiringWithEverySafeguard_passesEveryAttack(Opening opening) {
        Events tests = attack(() -> new GuardedWiring(opening));

        assertThat(tests.failed().stream().map(TransportAdversaryTest::reasonOf))
                .isEmpty();
        assertThat(namesOf(tests.succeeded())).isEqualTo(promises());
    }

    @Test
    void adversary_soundWiringWithoutOptions_skipsTheirAttacks() {
        Events tests = attack(InMemoryWiring::new);

        assertThat(tests.failed().stream().map(TransportAdversaryTest::reasonOf))
                .isEmpty();
        assertThat(namesOf(tests.aborted()))
                .isEqualTo(
                        namesOf(SafeguardAttacks.class, OriginAttacks.class, ChannelAttacks.class, CacheAttacks.class));
    }

    @Test
    void adversary_clockThatCannotBeMoved_skipsAttacksThatNeedTime() {
        Events tests = attack(() -> new GuardedWiring() {
            @Override
            public Optional<SettableClock> clock() {
                return Optional.empty();
            }
        });

        assertThat(tests.failed().stream().map(TransportAdversaryTest::reasonOf))
                .isEmpty();
        assertThat(namesOf(tests.aborted()))
                .containsExactlyInAnyOrder(
                        "swap_halfOfAnOlderCode_isRefusedAndUsesUpNothing",
                        "late_helloAfterTheCodesExpiry_isRefusedAndBindsNobody",
                        "late_resumeAfterTheCodesExpiry_isAccepted",
                        "late_messagesAfterTheSessionsEnd_areRefused");
    }

    @ParameterizedTest
    @MethodSource("brokenWirings")
    void adversary_brokenWiring_failsTheAttacksOfItsPromises(BrokenWiring broken) {
        assertThat(namesOf(attack(broken.wiring()).failed()))
                .as("the failed attacks on a wiring that " + broken)
                .containsAll(broken.brokenPromises());
    }

    @Test
    void adversary_everyAttack_failsOnABrokenWiring() {
        assertThat(new TreeSet<>(brokenWirings()
                        .flatMap(broken -> broken.brokenPromises().stream())
                        .toList()))
                .as("the attacks that fail on a broken wiring")
                .isEqualTo(promises());
    }

    private static Events attack(Supplier<TransportUnderTest> wiring) {
        AdversaryOnAnyWiring.setSubject(wiring);
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(AdversaryOnAnyWiring.class))
                .execute()
                .testEvents();
    }

    /** Returns the names of all attacks, found by reflection. */
    private static Set<String> promises() {
        return namesOf(
                CodeAttacks.class,
                MomentAttacks.class,
                LostConnectionAttacks.class,
                RivalAttacks.class,
                SafeguardAttacks.class,
                OriginAttacks.class,
                ChannelAttacks.class,
                NoticeAttacks.class,
                CacheAttacks.class);
    }

    private static Set<String> namesOf(Class<?>... groups) {
        return Stream.of(groups)
                .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> namesOf(Events events) {
        return events.map(Event::getTestDescriptor)
                .map(TestDescriptor::getDisplayName)
                .map(name -> name.replace("()", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String reasonOf(Event failed) {
        return failed.getTestDescriptor().getDisplayName() + ": "
                + failed.getRequiredPayload(TestExecutionResult.class).getThrowable();
    }
}
