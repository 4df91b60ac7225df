package dev.handoff.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The test's connection to the second process: sends a command and reads the answer later. For one thread. */
final class OtherJvm {

    private static final int PATIENCE_MILLIS = 40_000;
    private static final int LOOK_MILLIS = 200;

    /** The process is kept between tests, because most tests are shorter than its start. */
    private static @Nullable OtherJvm kept;

    private final SecondProcess second;
    private final Process process;
    private final Socket socket;
    private int unanswered;
    private final BufferedReader answers;
    private final PrintWriter commands;

    private OtherJvm(SecondProcess second, Process process, Socket socket) throws IOException {
        this.second = second;
        this.process = process;
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        commands = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
    }

    /** Returns the kept process if it has answered every command, or starts a new process. */
    static synchronized OtherJvm of(SecondProcess second) {
        OtherJvm current = kept;
        if (current == null || !current.second.equals(second) || current.unanswered != 0) {
            end();
            current = start(second);
            kept = current;
        }
        return current;
    }

    /** Ends the kept process and its connection. */
    static synchronized void end() {
        OtherJvm current = kept;
        kept = null;
        if (current != null) {
            current.close();
        }
    }

    private static OtherJvm start(SecondProcess second) {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath(),
                            ProcessCommands.class.getName(),
                            Integer.toString(server.getLocalPort()),
                            second.opener().getName(),
                            second.address())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            OtherJvm other = new OtherJvm(second, process, accept(server, process));
            other.unanswered = 1;
            assertThat(other.answer())
                    .as("the first line that the second process sent")
                    .isEqualTo("ready");
            return other;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void ask(String command, Object... arguments) {
        unanswered++;
        commands.println(Stream.concat(Stream.of(command), Stream.of(arguments))
                .map(Object::toString)
                .collect(Collectors.joining(" ")));
    }

    /** Sends a command about a record whose parts follow from its stamp, and returns the answer. */
    boolean isTrue(String command, StoredRecord record) {
        ask(command, record.key(), record.stamp());
        String answer = answer();
        assertThat(answer).as("the answer of the second process").isIn("true", "false");
        return answer.equals("true");
    }

    int number() {
        String answer = answer();
        assertThat(answer).as("the answer of the second process").matches("-?[0-9]+");
        return Integer.parseInt(answer);
    }

    BitSet bits() {
        String answer = answer();
        assertThat(answer).as("the answer of the second process").matches("[0-9a-f]*");
        return BitSet.valueOf(HexFormat.of().parseHex(answer));
    }

    private void close() {
        process.destroy();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer() {
        try {
            String line = answers.readLine();
            unanswered -= line == null ? 0 : 1;
            return Objects.requireNonNullElse(line, "no answer, because the second process ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket accept(ServerSocket server, Process process) throws IOException {
        server.setSoTimeout(LOOK_MILLIS);
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                return server.accept();
            } catch (SocketTimeoutException notYet) {
                // checks whether the process is still alive, and waits again
            }
        }
        process.destroy();
        throw new IOException("The second process did not connect. Read the standard error for its reason.");
    }

    private static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
