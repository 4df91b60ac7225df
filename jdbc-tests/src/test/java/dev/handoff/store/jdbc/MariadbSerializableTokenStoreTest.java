package dev.handoff.store.jdbc;

import org.junit.jupiter.api.Tag;

/** At SERIALIZABLE, conflicts are serialization failures. Without auto-commit, every statement needs a commit. */
@Tag("long")
class MariadbSerializableTokenStoreTest extends JdbcStoreContract {

    MariadbSerializableTokenStoreTest() {
        super(Databases.MARIADB_SERIALIZABLE);
    }
}
