package dev.handoff.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server that is killed and started again. Killed with this JVM, too. Started and killed by one thread. */
final class ServerProcess {

    private final List<String> command;
    private final String ready;
    private volatile @Nullable Process process;

    /**
     * @param command that starts it in the foreground
     * @param ready what it says, in a line, once it takes connections
     */
    ServerProcess(List<String> command, String ready) {
        this.command = command;
        this.ready = ready;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /**
     * Until it says that it is ready; then its words are read and dropped, so that it never waits.
     *
     * @param more arguments for this time
     */
    void start(String... more) throws IOException {
        Process started = new ProcessBuilder(with(command, more))
                .redirectErrorStream(true)
                .start();
        process = started;
        BufferedReader words = started.inputReader();
        List<String> said = new ArrayList<>();
        String line;
        while ((line = words.readLine()) != null) {
            said.add(line);
            if (line.contains(ready)) {
                Thread reader = new Thread(() -> words.lines().forEach(ignored -> {}), "words of a server");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new IOException(command.get(0) + " ended: " + said.subList(Math.max(0, said.size() - 20), said.size()));
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** Kills it, and does not wait. */
    void end() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** A command with more arguments. */
    static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    /** Runs a command to its end, and returns what it said. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " failed: " + said);
        }
        return said;
    }
}
