package dev.handoff.faults;

import java.io.IOException;

/** A connection breaks before, during or after a write, or in the middle of the answer. Each write is a commit. */
final class ConnectionsCut implements Fault {

    @Override
    public String name() {
        return "cuts";
    }

    @Override
    public String what() {
        return "PostgreSQL: connection cut before, during or after a write, or in its answer";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        String url = Postgres.url("");
        Proxies proxies = Proxies.before(Postgres.port(), 3);
        return new JdbcStage(url, Postgres.USER, proxies.urls(url, Postgres.port())) {
            @Override
            public void strike(Progress progress) throws Exception {
                proxies.cutOne(progress, "INSERT", "UPDATE");
                progress.awaitHandoffs(1);
            }

            @Override
            public void close() throws IOException {
                super.close();
                proxies.close();
            }
        };
    }
}
