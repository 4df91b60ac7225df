package dev.handoff.store.jdbc;

/** Where conflicts are serialization failures, and where every statement needs its commit. */
class MariadbSerializableTokenStoreTest extends JdbcStoreContract {

    MariadbSerializableTokenStoreTest() {
        super(Databases.MARIADB_SERIALIZABLE);
    }
}
