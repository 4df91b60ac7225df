/** A store in the memory of one process. */
module dev.handoff.store.memory {
    requires transitive dev.handoff.core;
    requires static org.jspecify;

    exports dev.handoff.store.memory;
}
