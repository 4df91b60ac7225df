package dev.handoff.faults;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;

/** The nodes' clocks differ, jump back and forth, and jump over the ends of codes and sessions. */
final class ClocksApart implements Fault {

    @Override
    public String name() {
        return "clocks";
    }

    @Override
    public String what() {
        return "PostgreSQL: one node's clock jumps by seconds, over a code's end, over the session's end, and back";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        String url = Postgres.url("");
        return new JdbcStage(url, Postgres.USER, Collections.nCopies(3, url)) {
            @Override
            public void strike(Progress progress) throws Exception {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                nodes().get(random.nextInt(3)).clock().set(difference(random));
                progress.awaitHandoffs(2);
            }

            @Override
            public void calm() {
                nodes().forEach(node -> node.clock().set(Duration.ZERO));
            }
        };
    }

    private static Duration difference(ThreadLocalRandom random) {
        int what = random.nextInt(100);
        if (what < 20) {
            return Duration.ZERO;
        }
        if (what < 60) {
            return Duration.ofMillis(random.nextInt(-15_000, 15_000));
        }
        if (what < 85) {
            return Duration.ofMillis(random.nextInt(-90_000, 90_000));
        }
        return Services.SESSION.plusMillis(random.nextInt(-500, 500));
    }
}
