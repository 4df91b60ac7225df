package dev.handoff.store.jdbc;

/** At SERIALIZABLE, conflicts are serialization failures. Without auto-commit, every statement needs a commit. */
class MariadbSerializableTokenStoreTest extends JdbcStoreContract {

    MariadbSerializableTokenStoreTest() {
        super(Databases.MARIADB_SERIALIZABLE);
    }
}
