package dev.handoff.faults;

import java.io.IOException;
import java.util.Collections;

/** The primary of a PostgreSQL pair is killed, and its standby is promoted. */
final class Promotion implements Fault {

    private final boolean isSynchronous;

    Promotion(boolean isSynchronous) {
        this.isSynchronous = isSynchronous;
    }

    @Override
    public String name() {
        return isSynchronous ? "promotion" : "promotion-async";
    }

    @Override
    public String what() {
        return "PostgreSQL pair, " + (isSynchronous ? "synchronous" : "asynchronous")
                + ": primary killed, standby promoted";
    }

    @Override
    public int atLeast() {
        return 20;
    }

    @Override
    public boolean mayLose() {
        return !isSynchronous;
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        PostgresPair pair = new PostgresPair(workshop, isSynchronous);
        return new JdbcStage(pair.url(), Postgres.USER, Collections.nCopies(3, pair.url())) {
            @Override
            public void strike(Progress progress) throws Exception {
                pair.promote();
                progress.awaitHandoffs(5);
            }

            @Override
            public void close() throws IOException {
                super.close();
                pair.close();
            }
        };
    }
}
