package dev.handoff.faults;

import dev.handoff.spi.TokenStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The Java process of a file database is killed during writes, and never closes the database cleanly. */
final class JvmKilled implements Fault {

    private final Files database;

    /** A database in a file. */
    enum Files {
        /** Two processes use the same file. */
        SQLITE("jdbc:sqlite:%s/handoff.sqlite?journal_mode=WAL&busy_timeout=5000", "", 2),
        HSQLDB("jdbc:hsqldb:file:%s/handoff;hsqldb.write_delay=false", "sa", 1),
        H2("jdbc:h2:file:%s/handoff;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE", "sa", 1);

        private final String url;
        private final String user;
        private final int processes;

        Files(String url, String user, int processes) {
            this.url = url;
            this.user = user;
            this.processes = processes;
        }
    }

    JvmKilled(Files database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "jvm-" + database.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String what() {
        return database + " in a file: its Java process killed during writes, never closed cleanly";
    }

    @Override
    public int atLeast() {
        return 50;
    }

    @Override
    public boolean mayLose() {
        return database == Files.H2;
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        Path folder = workshop.newFolder(name());
        List<ServerProcess> processes = new ArrayList<>();
        List<TokenStore> stores = new ArrayList<>();
        for (int process = 0; process < database.processes; process++) {
            int port = Workshop.freePort();
            ServerProcess server = new ServerProcess(command(port, folder), StoreServer.READY);
            server.start();
            processes.add(server);
            stores.add(new RemoteStore(port));
        }
        return new KilledStage(processes, stores);
    }

    private List<String> command(int port, Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                StoreServer.class.getName(),
                String.valueOf(port),
                String.format(database.url, folder),
                database.user);
    }

    private record KilledStage(List<ServerProcess> processes, List<TokenStore> stores, List<Node> nodes)
            implements Stage {

        KilledStage(List<ServerProcess> processes, List<TokenStore> stores) {
            this(processes, stores, new ArrayList<>());
            for (int node = 0; node < 3; node++) {
                nodes.add(new PlainNode("node" + (node + 1), stores.get(node % stores.size())));
            }
        }

        @Override
        public TokenStore rows() {
            return stores.get(0);
        }

        @Override
        public void strike(Progress progress) throws Exception {
            ServerProcess killed = processes.get(ThreadLocalRandom.current().nextInt(processes.size()));
            killed.kill();
            killed.start();
            progress.awaitHandoffs(3);
        }

        @Override
        public void close() {
            processes.forEach(ServerProcess::end);
        }
    }
}
