package dev.handoff.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The host takes every connection of a node's pool. */
final class PoolExhausted implements Fault {

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public String what() {
        return "PostgreSQL: all connections of one node taken";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        String url = Postgres.url("");
        return new JdbcStage(url, Postgres.USER, Collections.nCopies(3, url)) {
            @Override
            public void strike(Progress progress) throws Exception {
                int node = ThreadLocalRandom.current().nextInt(3);
                List<Connection> taken = new ArrayList<>();
                try {
                    while (taken.size() < pool(node).getMaximumPoolSize()) {
                        taken.add(take(node));
                    }
                    progress.awaitTroubles(4);
                } finally {
                    for (Connection connection : taken) {
                        connection.close();
                    }
                }
                progress.awaitHandoffs(3);
            }

            /** Takes a connection, and tries again because phones compete for it. */
            private Connection take(int node) throws SQLException {
                while (true) {
                    try {
                        return pool(node).getConnection();
                    } catch (SQLException busy) {
                        if (pool(node).isClosed()) {
                            throw busy;
                        }
                    }
                }
            }
        };
    }
}
