package dev.handoff.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the JDK that the server runs on. */
final class ServerJava {

    private ServerJava() {}

    /** Returns the program {@code java} of a JDK 17: that of HANDOFF_JDK17, of this process, or of an installed JDK. */
    static Optional<Path> find() {
        String configured = System.getenv("HANDOFF_JDK17");
        if (configured != null) {
            return Optional.of(Path.of(configured, "bin", "java"));
        }
        if (Runtime.version().feature() == 17) {
            return Optional.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(installed)) {
            List<Path> sorted = folders.sorted().toList();
            return sorted.stream()
                    .filter(ServerJava::isOf17)
                    .map(folder -> folder.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOf17(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isRegularFile(release) && Files.readString(release).contains("JAVA_VERSION=\"17");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
