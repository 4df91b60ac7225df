package dev.handoff.store.jdbc;

/** At SERIALIZABLE, conflicts are serialization failures. Without auto-commit, every statement needs a commit. */
class PostgresqlSerializableTokenStoreTest extends JdbcStoreContract {

    PostgresqlSerializableTokenStoreTest() {
        super(Databases.POSTGRESQL_SERIALIZABLE);
    }
}
