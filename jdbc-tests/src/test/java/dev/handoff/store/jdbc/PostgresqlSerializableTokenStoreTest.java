package dev.handoff.store.jdbc;

/** Where conflicts are serialization failures, and where every statement needs its commit. */
class PostgresqlSerializableTokenStoreTest extends JdbcStoreContract {

    PostgresqlSerializableTokenStoreTest() {
        super(Databases.POSTGRESQL_SERIALIZABLE);
    }
}
