package dev.handoff.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlc2.TLC;

/** Checks {@code Store.tla} with TLC, in all states: their number is finite. */
@Tag("long")
class StoreProtocolTest {

    private static final Path MODULE = Path.of("src/test/tla").toAbsolutePath();
    private static final Pattern STATES = Pattern.compile("(\\d+) distinct states found, 0 states left on queue");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource({"ThreeCalls,50000", "TwoLives,15000"})
    void protocol_everyReachableState_keepsTheInvariants(String config, int states) {
        String output = check(config);

        assertThat(output).contains("Model checking completed. No error has been found.");
        Matcher covered = STATES.matcher(output);
        assertThat(covered.find()).as(output).isTrue();
        assertThat(Integer.parseInt(covered.group(1))).as("states").isGreaterThan(states);
    }

    /** Without nonces two hellos of one phone in one millisecond write the same text, and each one finds its text. */
    @Test
    void protocol_withoutNonces_letsTwoHellosSucceed() {
        assertThat(check("NoNonce")).contains("Invariant AtMostOneHelloSucceeds is violated");
    }

    @Test
    void protocol_twoGenerations_reachesAFinishOfTheSecond() {
        assertThat(check("SecondLife")).contains("Invariant NoFinishInTheSecondLife is violated");
    }

    /** Runs TLC in a separate JVM, because TLC keeps its state in static fields. */
    private String check(String config) {
        Path output = scratch.resolve(config + ".txt");
        try {
            Path tools = Path.of(TLC.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.io.tmpdir=" + scratch,
                            "-cp",
                            tools.toString(),
                            TLC.class.getName(),
                            "-metadir",
                            scratch.resolve("states").toString(),
                            "-config",
                            config + ".cfg",
                            "Store.tla"))
                    .directory(MODULE.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(process.waitFor(5, TimeUnit.MINUTES))
                        .as("TLC ends within 5 minutes")
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException | URISyntaxException | InterruptedException e) {
            throw new IllegalStateException("TLC could not be run", e);
        }
    }
}
