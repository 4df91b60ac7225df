package dev.handoff.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One node of a Galera cluster on the loopback, from Debian's packages. Not thread-safe. */
final class GaleraNode {

    private static final String INSTALL = "/usr/bin/mariadb-install-db";
    private static final String SERVER = "/usr/sbin/mariadbd";
    private static final String LIBRARY = "/usr/lib/galera/libgalera_smm.so";
    /** Debian's user for this server. */
    private static final String USER = "mysql";

    private static final String READY = "Synchronized with group, ready for connections";
    private static final Pattern POSITION = Pattern.compile("Recovered position: (\\S+)");

    private final Path folder;
    private final List<String> command;
    private final ServerProcess process;
    private final String url;

    /**
     * @param folder the folder of this node
     * @param group the cluster ports of all nodes
     * @param index the index of this node's port in {@code group}
     */
    GaleraNode(Path folder, List<Integer> group, int index) throws IOException {
        this.folder = folder;
        int port = Workshop.freePort();
        int own = group.get(index);
        int missed = Workshop.freePort();
        url = "jdbc:mariadb://127.0.0.1:" + port + "/handoff?createDatabaseIfNotExist=true";
        command = SqlServers.onLoopback(
                asUser(List.of(
                        SERVER,
                        "--no-defaults",
                        "--datadir=" + folder,
                        "--binlog-format=ROW",
                        "--innodb-autoinc-lock-mode=2",
                        "--wsrep-on=ON",
                        "--wsrep-provider=" + LIBRARY,
                        "--wsrep-cluster-address=gcomm://127.0.0.1:"
                                + String.join(
                                        ",127.0.0.1:",
                                        group.stream().map(String::valueOf).toList()),
                        "--wsrep-node-name=node" + (index + 1),
                        "--wsrep-node-address=127.0.0.1:" + own,
                        "--wsrep-node-incoming-address=127.0.0.1:" + port,
                        "--wsrep-sst-method=rsync",
                        "--wsrep-sst-receive-address=127.0.0.1:" + Workshop.freePort(),
                        "--wsrep-provider-options=gcache.size=32M;gmcast.listen_addr=tcp://127.0.0.1:" + own
                                + ";base_port=" + own + ";ist.recv_addr=127.0.0.1:" + missed
                                + ";ist.recv_bind=127.0.0.1:" + missed)),
                folder,
                port);
        if (SqlServers.isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
            Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        }
        process = new ServerProcess(command, READY);
    }

    /** Returns what is not installed; empty if everything is. */
    static Optional<String> missing() {
        return List.of(INSTALL, SERVER, LIBRARY).stream()
                .filter(file -> !Files.exists(Path.of(file)))
                .findFirst()
                .map(file -> "there is no " + file + "; scripts/install-fault-servers installs it on Debian");
    }

    /** Returns the URL of the cluster's database on this node. */
    String url() {
        return url;
    }

    /** Creates the data that the other nodes copy, and starts as the first node. */
    void found() throws IOException, InterruptedException {
        ServerProcess.run(asUser(List.of(
                INSTALL,
                "--no-defaults",
                "--datadir=" + folder,
                "--auth-root-authentication-method=normal",
                "--skip-test-db")));
        process.start("--wsrep-new-cluster");
    }

    /** Joins the cluster without data. */
    void join() throws IOException {
        process.start();
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    /** Starts again at the position in the node's files, so that the other nodes send only the missing writes. */
    void rejoin() throws IOException, InterruptedException {
        String output = ServerProcess.run(ServerProcess.with(command, "--wsrep-recover"));
        Matcher position = POSITION.matcher(output);
        if (!position.find()) {
            throw new IOException("no recovered position in the server's output: " + output);
        }
        process.start("--wsrep-start-position=" + position.group(1));
    }

    /** Checks whether the node reports that it has all writes of the cluster. */
    boolean isSynced() {
        try (Connection connection = DriverManager.getConnection(url, SqlServers.USER, "");
                Statement statement = connection.createStatement();
                ResultSet state = statement.executeQuery("SHOW STATUS LIKE 'wsrep_local_state_comment'")) {
            return state.next() && state.getString(2).equals("Synced");
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Adds a user to the command if this process is root: rsync, which copies the data, drops root's rights. */
    private static List<String> asUser(List<String> command) {
        return SqlServers.isRoot() ? ServerProcess.with(command, "--user=" + USER) : command;
    }

    void end() {
        process.end();
    }
}
