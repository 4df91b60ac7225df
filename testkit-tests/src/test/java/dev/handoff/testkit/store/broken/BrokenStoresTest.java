package dev.handoff.testkit.store.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.handoff.testkit.store.TokenStoreContract;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Each store that is broken on purpose fails the test whose promise it breaks. */
@Tag("long")
class BrokenStoresTest {

    private static final PrintStream ERR = System.err;

    /** Each test of the contract with its group, found by reflection and not by JUnit, which might skip a test. */
    private static final Map<String, Class<?>> PROMISES = new TreeMap<>();

    static {
        for (Class<?> group : TokenStoreContract.class.getDeclaredClasses()) {
            if (group.isAnnotationPresent(Nested.class)) {
                Arrays.stream(group.getSuperclass().getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .forEach(method -> PROMISES.put(method.getName(), group));
            }
        }
    }

    @BeforeAll
    static void silenceTheLog() {
        // the log of the service on broken stores would fill the report
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void restoreTheLog() {
        System.setErr(ERR);
    }

    static Stream<BrokenStore> brokenStores() {
        return Stream.of(
                        BrokenInserts.all(),
                        BrokenReplacements.all(),
                        BrokenStamps.all(),
                        BrokenReads.all(),
                        BrokenCaches.all(),
                        BrokenContents.all(),
                        BrokenPurges.all(),
                        BrokenIndexes.all(),
                        BrokenRaces.all(),
                        BrokenPurgeRaces.all(),
                        BrokenResources.all(),
                        BrokenTroubles.all(),
                        BrokenLosses.all())
                .flatMap(stores -> stores);
    }

    static Stream<BrokenStore> soundStores() {
        return OddButSound.all();
    }

    @ParameterizedTest
    @MethodSource("brokenStores")
    void contract_brokenStore_failsTheTestOfThePromise(BrokenStore store) {
        Class<?> group = PROMISES.get(store.brokenPromise());
        assertThat(group).as("the group of " + store.brokenPromise()).isNotNull();

        Events tests = run(store, selectNestedMethod(List.of(ContractOnAnyStore.class), group, store.brokenPromise()));

        assertThat(namesOf(tests.failed()))
                .as("the failed tests of the store with the fault: " + store.fault())
                .containsExactly(store.brokenPromise());
    }

    @ParameterizedTest
    @MethodSource("soundStores")
    void contract_soundStore_passes(BrokenStore store) {
        Events tests = run(store, selectClass(ContractOnAnyStore.class));

        assertThat(tests.failed().stream().map(BrokenStoresTest::reasonOf)).isEmpty();
        assertThat(namesOf(tests.started())).isEqualTo(PROMISES.keySet());
    }

    @Test
    void contract_objectsThatShareNoData_skipsWithWhatIsUnproven() {
        Events tests = run(OddButSound.apart(), selectClass(ContractOnAnyStore.class));

        assertThat(tests.aborted().stream().map(BrokenStoresTest::reasonOf))
                .filteredOn(reason -> reason.contains("share no data"))
                .singleElement()
                .asString()
                .contains("find_afterAWriteThroughAnotherStore_returnsTheWrittenRecord", "UNPROVEN");
    }

    @Test
    void contract_everyPromiseOfTheSpi_isBrokenBySomeStore() {
        Set<String> broken = brokenStores().map(BrokenStore::brokenPromise).collect(Collectors.toSet());

        assertThat(PROMISES.keySet().stream().filter(BrokenStoresTest::callsTheStoreDirectly))
                .as("the tests that call the store directly, each of which must fail on a broken store")
                .isSubsetOf(broken);
    }

    private static Events run(BrokenStore store, DiscoverySelector tests) {
        ContractOnAnyStore.setSubject(store);
        return EngineTestKit.engine("junit-jupiter").selectors(tests).execute().testEvents();
    }

    private static boolean callsTheStoreDirectly(String promise) {
        String group = PROMISES.get(promise).getSimpleName();
        return !Set.of("Promises", "LostAnswers", "PromiseRaces", "Unstored", "TwoProcesses")
                .contains(group);
    }

    private static Set<String> namesOf(Events events) {
        return events.map(Event::getTestDescriptor)
                .map(TestDescriptor::getDisplayName)
                .map(name -> name.replace("()", ""))
                .collect(Collectors.toSet());
    }

    private static String reasonOf(Event failed) {
        return failed.getTestDescriptor().getDisplayName() + ": "
                + failed.getRequiredPayload(TestExecutionResult.class).getThrowable();
    }
}
