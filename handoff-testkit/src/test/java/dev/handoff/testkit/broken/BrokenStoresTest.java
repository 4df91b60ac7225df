package dev.handoff.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.SessionTerms;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.TokenStoreContract;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The contract catches stores that are broken on purpose, each by the name of the promise that it breaks. */
class BrokenStoresTest {

    private static final PrintStream ERR = System.err;

    @BeforeAll
    static void silence() {
        // what the service logs on broken stores would fill the report
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void speakAgain() {
        System.setErr(ERR);
    }

    static Stream<BrokenStore> brokenStores() {
        return Stream.of(
                        BrokenWrites.all(),
                        BrokenReads.all(),
                        BrokenValues.all(),
                        BrokenPurges.all(),
                        BrokenRaces.all())
                .flatMap(stores -> stores);
    }

    static Stream<BrokenStore> soundStores() {
        return Stream.of(
                new BrokenStore("none: memory", "", engine -> new MemoryTokenStore()),
                new BrokenStore("none: shared data", "", MapStore::new),
                new BrokenStore("none: writes only what may change", "", engine -> new MapStore(engine) {
                    @Override
                    HandoffRecord replacement(HandoffRecord current, HandoffRecord next) {
                        SessionTerms terms = new SessionTerms(
                                next.terms().keyId(), current.terms().endsAt());
                        return new HandoffRecord(
                                current.stamp().next(), terms, next.state(), next.latest(), next.claim(), next.tally());
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("brokenStores")
    void contract_brokenStore_failsByTheNameOfThePromise(BrokenStore store) {
        assertThat(namesOf(run(store).failed()))
                .as("the contract's tests that caught: " + store)
                .contains(store.brokenPromise());
    }

    @ParameterizedTest
    @MethodSource("soundStores")
    void contract_soundStore_passes(BrokenStore store) {
        Events tests = run(store);

        assertThat(tests.failed().stream().map(BrokenStoresTest::reasonOf)).isEmpty();
        assertThat(namesOf(tests.started())).isEqualTo(promises());
    }

    @Test
    void contract_everyPromiseOfTheSpi_isBrokenBySomeStore() {
        Set<String> broken = brokenStores().map(BrokenStore::brokenPromise).collect(Collectors.toSet());

        assertThat(promises()).containsAll(broken);
        assertThat(promises().stream().filter(BrokenStoresTest::isAskedOfTheStoreAlone))
                .as("tests of the store alone, of which nobody has seen that they can fail")
                .allMatch(broken::contains);
    }

    private static Events run(BrokenStore store) {
        ContractOnAnyStore.setSubject(store);
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(ContractOnAnyStore.class))
                .execute()
                .testEvents();
    }

    /** Every test of the contract, found without JUnit: package-private methods must not get lost in other packages. */
    private static Set<String> promises() {
        return Stream.<Class<?>>iterate(TokenStoreContract.class, type -> type != Object.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .collect(Collectors.toSet());
    }

    private static boolean isAskedOfTheStoreAlone(String promise) {
        return promise.matches(
                "(insert|find|replace|purge|keys|generations|texts|versions|attemptNumbers|writes|trouble)_.*");
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
