package dev.handoff.faults;

import java.util.Collections;

/** Keys are rotated node by node, as docs/upgrading.md says. The old key leaves the ring while sessions are open. */
final class KeysRotated implements Fault {

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public String what() {
        return "PostgreSQL: key rings old; old,new; new,old; new: nodes restarted one by one";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        String url = Postgres.url("");
        return new JdbcStage(url, Postgres.USER, Collections.nCopies(3, url)) {
            private String old = "first";
            private int rotations;

            @Override
            public void strike(Progress progress) throws Exception {
                String next = "key " + ++rotations;
                for (Ring ring : new Ring[] {Ring.of(old, next), Ring.of(next, old), Ring.of(next)}) {
                    for (Node node : nodes()) {
                        node.deploy(ring);
                        progress.awaitHandoffs(1);
                    }
                }
                old = next;
            }
        };
    }
}
