/** A store in this process's memory. */
module dev.handoff.store.memory {
    requires transitive dev.handoff.core;
    requires static org.jspecify;

    exports dev.handoff.store.memory;
}
