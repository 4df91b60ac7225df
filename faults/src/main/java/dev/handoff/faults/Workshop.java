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
 * The folder for this run's data. It is deleted at the end.
 *
 * @param folder an empty folder that only this run uses
 */
record Workshop(Path folder) implements AutoCloseable {

    static Workshop open() throws IOException {
        return new Workshop(Files.createTempDirectory("handoff-faults-"));
    }

    Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(folder, name + "-");
    }

    /** Returns a port on the loopback that was free a moment ago. */
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
            System.err.println("could not delete " + folder + " ("
                    + stillWritten.getClass().getSimpleName() + ")");
        }
    }
}
