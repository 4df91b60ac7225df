/** An application that uses every module of the library. */
module com.example.modular {
    requires dev.handoff.core;
    requires dev.handoff.json;
    requires dev.handoff.store.jdbc;
    requires dev.handoff.store.memory;

    exports com.example.modular;
}
