package dev.handoff.faults;

import java.util.Collections;

/** The server terminates connections while they are in use. */
final class BackendsTerminated implements Fault {

    static final String TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
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
        return new JdbcStage(url, Postgres.USER, Collections.nCopies(3, url)) {
            @Override
            public void strike(Progress progress) throws Exception {
                execute(TERMINATE);
                progress.awaitHandoffs(3);
            }
        };
    }
}
