package dev.handoff.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be killed and started again. It is killed when this JVM ends. Start and kill are for one thread.
 */
final class ServerProcess {

    private final List<String> command;
    private final String ready;
    private volatile @Nullable Process process;

    /**
     * @param command the command that starts the server in the foreground
     * @param ready a part of the line that the server prints when it accepts connections
     */
    ServerProcess(List<String> command, String ready) {
        this.command = command;
        this.ready = ready;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /**
     * Starts the server and waits until it is ready. Then its output is read and dropped, so that it never blocks.
     *
     * @param more arguments of this start
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
                Thread reader = new Thread(() -> words.lines().forEach(ignored -> {}), "output of a server");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new IOException(command.get(0) + " ended: " + said.subList(Math.max(0, said.size() - 20), said.size()));
    }

    /** Kills the server, as {@code kill -9} does, and waits for its end. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** Kills the server, and does not wait. */
    void end() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** Returns the command with more arguments. */
    static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    /** Runs a command to its end, and returns its output. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " failed: " + said);
        }
        return said;
    }
}
