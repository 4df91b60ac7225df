package dev.handoff.faults;

import dev.handoff.HandoffService;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** One instance of a host: a service with its own store object, pool and clock. Thread-safe. */
interface Node {

    String name();

    NodeClock clock();

    /** Makes services with this ring from now on, as a deployment does. */
    void deploy(Ring ring);

    /**
     * Asks the node's service.
     *
     * @param session which session this is about
     * @param isUnstored which of the node's two services: the one whose sessions are stored from their opening on, or
     *     the other
     */
    Reply call(String session, boolean isUnstored, Function<HandoffService, Answer> question);

    /**
     * An answer, and what the node knew then.
     *
     * @param clock what its clock showed
     * @param ring the names of its keys, the signing one first
     */
    record Reply(Answer answer, Instant clock, List<String> ring) {}
}
