package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Computes {@code docs/vectors.json} a second time in Python, from the formulas alone, if Python 3 is installed. */
class VectorsInPythonTest {

    private static final Path SCRIPT = Path.of("src", "test", "python", "vectors.py");

    @TempDir
    private Path folder;

    @Test
    void vectors_computedInPython_areEqual() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "python3 is not installed: the vectors are computed in Java only");

        assertThat(run(Vectors.FILE)).contains(" 0 differ").endsWith("exit 0");
    }

    @Test
    void vectors_withOneAlteredValue_differ() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "python3 is not installed: the vectors are computed in Java only");
        String token = Vectors.lists().get("tokens").get(0).text("token");
        Path altered = folder.resolve("vectors.json");
        Files.writeString(altered, Files.readString(Vectors.FILE).replace(token, "0" + token.substring(1)));

        assertThat(run(altered)).contains("tokens[0].token", " 1 differ").endsWith("exit 1");
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return output("python3", "--version").endsWith("exit 0");
        } catch (IOException notThere) {
            return false;
        }
    }

    private static String run(Path vectors) throws IOException, InterruptedException {
        // -B: no bytecode files next to the sources
        return output("python3", "-B", SCRIPT.toString(), vectors.toString());
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output + "exit " + process.exitValue();
    }
}
