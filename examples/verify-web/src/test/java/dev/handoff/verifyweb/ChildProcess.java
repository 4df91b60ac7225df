package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo in its own process. */
final class ChildProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("(?m)^ready http://localhost:(\\d+)/$");

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts the demo with these settings: name, value, name, value, … */
    static ChildProcess start(Path directory, String... settings) throws IOException {
        return start(directory, List.of(), settings);
    }

    /** Starts the demo with these command line arguments and settings. */
    static ChildProcess start(Path directory, List<String> arguments, String... settings) throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // a faster start
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Main.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(arguments);
        builder.environment().keySet().removeIf(name -> name.startsWith("HANDOFF_"));
        // the JVM would report this variable on stderr
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("HANDOFF_PORT", "0");
        for (int i = 0; i < settings.length; i += 2) {
            builder.environment().put(settings[i], settings[i + 1]);
        }
        return new ChildProcess(builder.start(), out, err);
    }

    /** Waits until the demo is ready, and returns its port. */
    int awaitReady() {
        int[] port = new int[1];
        TestServer.await(() -> {
            assertThat(process.isAlive()).as(errorLines().toString()).isTrue();
            Matcher ready = READY.matcher(read(out));
            assertThat(ready.find()).isTrue();
            port[0] = Integer.parseInt(ready.group(1));
            assertThat(ready.find()).isFalse();
        });
        return port[0];
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    int awaitExit(long seconds) throws InterruptedException {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("the process has ended")
                .isTrue();
        return process.exitValue();
    }

    String output() {
        return read(out);
    }

    List<String> errorLines() {
        List<String> lines = new ArrayList<>();
        read(err).lines().forEach(lines::add);
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
