package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The Chromium process of all windows of these tests. For one thread. */
final class Chromium {

    private static final Path PROFILES = Path.of("target", "profiles");

    /** Shared by all tests of this JVM, because a start takes more than a second. Quits with the JVM. */
    private static @Nullable ChromeDriver chromium;

    private Chromium() {}

    /** Skips the test if Chromium or its driver is missing, or fails it if browsers are required. */
    static void require() {
        if (find("chromium").isPresent() && find("chromedriver").isPresent()) {
            return;
        }
        String why = "no chromium and chromedriver on the path; scripts/install-browser installs them on Debian";
        assertThat(System.getProperty("handoff.browser")).as(why).isNotEqualTo("required");
        System.err.println("*** BROWSER TESTS SKIPPED: " + why + " ***");
        abort(why);
    }

    static ChromeDriver running() throws IOException {
        ChromeDriver running = chromium;
        if (running == null) {
            ChromeDriver started = start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::quit));
            running = started;
            chromium = started;
        }
        return running;
    }

    private static ChromeDriver start() throws IOException {
        Files.createDirectories(PROFILES);
        ChromeOptions options = new ChromeOptions();
        options.enableBiDi();
        options.setBinary(find("chromium").orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-background-timer-throttling",
                "--disable-backgrounding-occluded-windows",
                "--disable-renderer-backgrounding",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--lang=en",
                "--user-data-dir=" + Files.createTempDirectory(PROFILES, "").toAbsolutePath());
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
                .build();
        return new ChromeDriver(service, options);
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
