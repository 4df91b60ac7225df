package dev.handoff.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where data of this run is kept; removed at its end.
 *
 * @param folder of this run alone
 */
record Workshop(Path folder) implements AutoCloseable {

    static Workshop open() throws IOException {
        return new Workshop(Files.createTempDirectory("handoff-faults-"));
    }

    Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(folder, name + "-");
    }

    /** A port on the loopback that nobody had a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            delete(folder);
        } catch (UncheckedIOException | IOException stillWritten) {
            System.err.println(
                    "left behind: " + folder + " (" + stillWritten.getClass().getSimpleName() + ")");
        }
    }
}
