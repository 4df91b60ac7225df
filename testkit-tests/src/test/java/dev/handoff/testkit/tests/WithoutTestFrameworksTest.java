package dev.handoff.testkit.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Binding;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPage;
import dev.handoff.testkit.TestPhone;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The clock, the phones and the staged store need neither JUnit nor AssertJ. */
class WithoutTestFrameworksTest {

    @Test
    void story_withoutJUnitAndAssertJOnTheClassPath_runs() throws Exception {
        URL[] rest = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> !entry.getFileName().toString().matches("(junit|assertj).*"))
                .map(WithoutTestFrameworksTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(rest, ClassLoader.getPlatformClassLoader())) {
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> loader.loadClass("org.junit.jupiter.api.Test"));
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> loader.loadClass("org.assertj.core.api.Assertions"));
            Callable<?> story = (Callable<?>) loader.loadClass(Story.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(story.call()).isEqualTo("HANDOFF_DEVICE_MISMATCH, then SUCCEEDED");
        }
    }

    @Test
    void module_thatRequiresTheKit_needsNoTestFramework() throws Exception {
        Path kit = Path.of(SettableClock.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ModuleDescriptor module =
                ModuleFinder.of(kit).find("dev.handoff.testkit").orElseThrow().descriptor();

        assertThat(module.requires())
                .filteredOn(required -> required.name().matches("org\\.(junit|assertj)\\..*"))
                .hasSize(2)
                .allSatisfy(required -> assertThat(required.modifiers())
                        .as("the modifiers of a required test framework; javac would require a transitive one"
                                + " of every user")
                        .containsExactly(Requires.Modifier.STATIC));
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Uses every class of the kit except the assertions. */
    public static final class Story implements Callable<String> {

        /** Called by the class loader. */
        public Story() {}

        @Override
        public String call() {
            SettableClock clock = new SettableClock(Instant.EPOCH);
            StagedStore store = new StagedStore(new MemoryTokenStore());
            HandoffService handoffs = HandoffService.builder()
                    .store(store)
                    .keys(HandoffKeys.random())
                    .clock(clock)
                    .build();
            TestPage page = new TestPage(handoffs);
            page.opens("vs_1").orElseThrow();
            TestPhone phone =
                    TestPhone.withKeyPair(handoffs).scans(page.asksForACode().orElseThrow());
            TestPhone rival = new TestPhone(handoffs).scans(page.asksForACode().orElseThrow());
            store.beforeNextWrite(() -> phone.saysHello().orElseThrow());
            clock.advance(Duration.ofSeconds(1));
            Result<Binding> late = rival.saysHello();
            Refusal refusal = late.refusal().orElseThrow();
            return refusal + ", then " + phone.finishes(Outcome.succeeded()).orElseThrow();
        }
    }
}
