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

/** One node of a Galera cluster on the loopback, from Debian's packages. Started and killed by one thread. */
final class GaleraNode {

    private static final String INSTALL = "/usr/bin/mariadb-install-db";
    private static final String SERVER = "/usr/sbin/mariadbd";
    private static final String LIBRARY = "/usr/lib/galera/libgalera_smm.so";
    /** Debian's own for this server. */
    private static final String USER = "mysql";

    private static final String READY = "Synchronized with group, ready for connections";
    private static final Pattern POSITION = Pattern.compile("Recovered position: (\\S+)");

    private final Path folder;
    private final List<String> command;
    private final ServerProcess process;
    private final String url;

    /**
     * @param folder of this node alone
     * @param group the ports by which the nodes of the cluster talk to each other
     * @param index of this node's among them
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

    /** What is not installed here; empty if all is. */
    static Optional<String> missing() {
        return List.of(INSTALL, SERVER, LIBRARY).stream()
                .filter(file -> !Files.exists(Path.of(file)))
                .findFirst()
                .map(file -> "there is no " + file + "; scripts/install-fault-servers installs it on Debian");
    }

    /** The database that the cluster has in common, by way of this node. */
    String url() {
        return url;
    }

    /** Makes the data that the others copy, and starts as the first one. */
    void found() throws IOException, InterruptedException {
        ServerProcess.run(asUser(List.of(
                INSTALL,
                "--no-defaults",
                "--datadir=" + folder,
                "--auth-root-authentication-method=normal",
                "--skip-test-db")));
        process.start("--wsrep-new-cluster");
    }

    /** Comes to the others without anything of its own. */
    void join() throws IOException {
        process.start();
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    /** Comes back with what its files say that it had, so that the others send what it missed, and no more. */
    void rejoin() throws IOException, InterruptedException {
        String said = ServerProcess.run(ServerProcess.with(command, "--wsrep-recover"));
        Matcher position = POSITION.matcher(said);
        if (!position.find()) {
            throw new IOException("no position was recovered: " + said);
        }
        process.start("--wsrep-start-position=" + position.group(1));
    }

    /** Whether it says that it has all that the others have. */
    boolean isSynced() {
        try (Connection connection = DriverManager.getConnection(url, SqlServers.USER, "");
                Statement statement = connection.createStatement();
                ResultSet state = statement.executeQuery("SHOW STATUS LIKE 'wsrep_local_state_comment'")) {
            return state.next() && state.getString(2).equals("Synced");
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Not as root: rsync, by which one server gets another one's data, gives root's rights away. */
    private static List<String> asUser(List<String> command) {
        return SqlServers.isRoot() ? ServerProcess.with(command, "--user=" + USER) : command;
    }

    void end() {
        process.end();
    }
}
