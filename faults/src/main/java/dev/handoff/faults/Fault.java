package dev.handoff.faults;

import java.util.Optional;

/**
 * A kind of fault. To add a fault, implement this interface and {@link Stage}, and name the class in {@link Faults}.
 */
interface Fault {

    /** Returns the fault's name on the command line. */
    String name();

    /** Returns a description: the database and what happens to it. */
    String what();

    /** Returns why the fault can't be played on this machine; empty if it can. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Returns whether the fault takes minutes: then it is played only by name, or in a run of half an hour or more. */
    default boolean isLong() {
        return false;
    }

    /** Returns the smallest number of strikes in a run of half an hour or more. */
    default int atLeast() {
        return 1;
    }

    /**
     * Returns whether this database may lose committed writes, as the documents say. Then violations are printed, but
     * do not fail the run.
     */
    default boolean mayLose() {
        return false;
    }

    /** Starts servers, pools and nodes. */
    Stage open(Workshop workshop) throws Exception;
}
