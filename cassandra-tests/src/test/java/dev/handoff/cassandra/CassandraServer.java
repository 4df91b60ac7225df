package dev.handoff.cassandra;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * With what nodes are started.
 *
 * @param java of JDK 17 and no other, which Cassandra 5 asks for
 */
record CassandraServer(Path java, String classpath) {

    static CassandraServer found() throws IOException {
        String file = System.getProperty("cassandra.classpath");
        if (file == null) {
            throw new IllegalStateException("start these tests by scripts/cassandra");
        }
        return new CassandraServer(java17(), Files.readString(Path.of(file)).strip());
    }

    /** The agent that Cassandra measures its memory by. */
    String jamm() {
        return Stream.of(classpath.split(File.pathSeparator))
                .filter(jar -> jar.contains("jamm-"))
                .findFirst()
                .orElseThrow();
    }

    private static Path java17() throws IOException {
        if (Runtime.version().feature() == 17) {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
        Path installed = Path.of("/usr/lib/jvm");
        List<Path> homes = List.of();
        if (Files.isDirectory(installed)) {
            try (Stream<Path> all = Files.list(installed)) {
                homes = all.filter(home -> home.getFileName().toString().contains("17"))
                        .toList();
            }
        }
        return homes.stream()
                .map(home -> home.resolve("bin/java"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cassandra 5 needs a JDK 17, and none was found"));
    }
}
