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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlc2.TLC;

/** {@code Store.tla}, checked by TLC: whole, since its states are finitely many. */
class StoreProtocolTest {

    private static final Path MODULE = Path.of("src/test/tla").toAbsolutePath();
    private static final Pattern STATES = Pattern.compile("(\\d+) distinct states found, 0 states left on queue");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource({"ThreeCalls,50000", "TwoLives,15000"})
    void protocol_inEveryStateThatCanBeReached_keepsItsPromises(String config, int states) {
        String told = check(config);

        assertThat(told).contains("Model checking completed. No error has been found.");
        Matcher covered = STATES.matcher(told);
        assertThat(covered.find()).as(told).isTrue();
        assertThat(Integer.parseInt(covered.group(1))).as("states").isGreaterThan(states);
    }

    /** Two hellos of one phone in one millisecond write the same, and each finds what it wanted to write. */
    @Test
    void protocol_withoutNonces_tellsTwoCallsYes() {
        assertThat(check("NoNonce")).contains("Invariant AtMostOneIsToldYes is violated");
    }

    @Test
    void model_reachesTheFinishOfASecondLife() {
        assertThat(check("SecondLife")).contains("Invariant NobodyFinishesASecondLife is violated");
    }

    /** In a JVM of its own: TLC keeps what it knows in static fields. */
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
                assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("TLC ends").isTrue();
            } finally {
                process.destroyForcibly();
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException | URISyntaxException | InterruptedException e) {
            throw new IllegalStateException("TLC could not be run", e);
        }
    }
}
