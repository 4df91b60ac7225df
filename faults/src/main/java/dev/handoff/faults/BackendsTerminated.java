package dev.handoff.faults;

import dev.handoff.spi.TokenStore;
import java.util.Collections;
import java.util.List;

/** The server ends connections in the middle of whatever they do. */
final class BackendsTerminated implements Fault {

    private static final String TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < 0.5";

    @Override
    public String name() {
        return "backends";
    }

    @Override
    public String what() {
        return "PostgreSQL: half of the backends terminated";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        String url = Postgres.url("");
        JdbcNodes database = new JdbcNodes(url, Postgres.USER, Collections.nCopies(3, url));
        return new Stage() {
            @Override
            public List<Node> nodes() {
                return database.nodes();
            }

            @Override
            public TokenStore rows() {
                return database.rows();
            }

            @Override
            public void strike(Progress progress) throws Exception {
                database.execute(TERMINATE);
                progress.awaitHandoffs(3);
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }
}
