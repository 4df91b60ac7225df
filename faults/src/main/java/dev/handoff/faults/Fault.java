package dev.handoff.faults;

import java.util.Optional;

/** A kind of trouble. To add one, implement this and {@link Stage}, and name it in {@link Faults}. */
interface Fault {

    /** By which the command knows it. */
    String name();

    /** What is done, over which database. */
    String what();

    /** Why it can't be played on this machine; empty if it can. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Whether it takes minutes: then it is played only if it is named, or in a run of half an hour or more. */
    default boolean isLong() {
        return false;
    }

    /** How often it is done at least in a run of half an hour or more. */
    default int atLeast() {
        return 1;
    }

    /**
     * Whether what is promised elsewhere does not hold here, as the documents say: then it is told, and fails nothing.
     */
    default boolean mayLose() {
        return false;
    }

    /** Starts what is needed: servers, pools, nodes. */
    Stage open(Workshop workshop) throws Exception;
}
