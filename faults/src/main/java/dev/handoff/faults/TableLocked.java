package dev.handoff.faults;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;

/** A lock on the table, or on the rows of open sessions, is held for longer than the nodes wait for a lock. */
final class TableLocked implements Fault {

    private static final String[] LOCKS = {
        "LOCK TABLE handoff_session IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE handoff_session IN EXCLUSIVE MODE",
        "SELECT * FROM handoff_session WHERE body LIKE '1 created %' OR body LIKE '1 in_progress %' FOR UPDATE"
    };

    @Override
    public String name() {
        return "locks";
    }

    @Override
    public String what() {
        return "PostgreSQL: table or open rows locked for longer than lock_timeout";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        String waiting = Postgres.url("&options=-c%20lock_timeout=50");
        return new JdbcStage(Postgres.url(""), Postgres.USER, Collections.nCopies(3, waiting)) {
            @Override
            public void strike(Progress progress) throws Exception {
                try (Connection connection = connect();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    int lock = ThreadLocalRandom.current().nextInt(LOCKS.length);
                    statement.execute(LOCKS[lock]);
                    if (lock < 2) {
                        progress.awaitTroubles(8);
                    } else {
                        // the lock does not cover new sessions, but every phone may be in a locked session
                        progress.awaitTroublesOrHandoffs(8, 2);
                    }
                    connection.rollback();
                }
                progress.awaitHandoffs(3);
            }
        };
    }
}
