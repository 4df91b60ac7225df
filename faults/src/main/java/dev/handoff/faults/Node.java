package dev.handoff.faults;

import dev.handoff.HandoffService;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** An instance of a host: a service with its own store object, pool and clock. Thread-safe. */
interface Node {

    String name();

    NodeClock clock();

    /** Replaces the services by services with this ring, as a deployment does. */
    void deploy(Ring ring);

    /**
     * Calls the node's service.
     *
     * @param session the session's id
     * @param isUnstored whether to use the node's service for unstored sessions
     */
    Reply call(String session, boolean isUnstored, Function<HandoffService, Answer> question);

    /**
     * An answer, with the node's clock and ring at the time of the call.
     *
     * @param clock the time of the node's clock
     * @param ring the names of the node's keys, the signing key first
     */
    record Reply(Answer answer, Instant clock, List<String> ring) {}
}
