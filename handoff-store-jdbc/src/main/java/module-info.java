/** A store for relational databases. */
module dev.handoff.store.jdbc {
    requires transitive dev.handoff.core;
    requires transitive java.sql;
    requires static org.jspecify;

    exports dev.handoff.store.jdbc;
}
