package dev.handoff.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;

/** The server is killed, and started again on its data. */
final class ServerKilled implements Fault {

    private final boolean isMysql;

    private ServerKilled(boolean isMysql) {
        this.isMysql = isMysql;
    }

    static ServerKilled mysql() {
        return new ServerKilled(true);
    }

    static ServerKilled mariadb() {
        return new ServerKilled(false);
    }

    @Override
    public String name() {
        return isMysql ? "mysql" : "mariadb";
    }

    @Override
    public String what() {
        return (isMysql ? "MySQL" : "MariaDB") + ": server killed and started again";
    }

    @Override
    public Optional<String> missing() {
        return isMysql ? SqlServers.whyNoMysql() : Optional.empty();
    }

    @Override
    public int atLeast() {
        return 50;
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        Path folder = workshop.newFolder(name());
        int port = Workshop.freePort();
        ServerProcess server = isMysql ? SqlServers.mysql(folder, port) : SqlServers.mariadb(folder, port);
        server.start();
        String url = "jdbc:" + name() + "://127.0.0.1:" + port + "/handoff?createDatabaseIfNotExist=true";
        return new JdbcStage(url, SqlServers.USER, Collections.nCopies(3, url)) {
            @Override
            public void strike(Progress progress) throws Exception {
                server.kill();
                server.start();
                progress.awaitHandoffs(3);
            }

            @Override
            public void close() throws IOException {
                super.close();
                server.end();
            }
        };
    }
}
