package dev.handoff.store.jdbc;

import org.junit.jupiter.api.Tag;

/** At SERIALIZABLE, conflicts are serialization failures. Without auto-commit, every statement needs a commit. */
@Tag("long")
class PostgresqlSerializableTokenStoreTest extends JdbcStoreContract {

    PostgresqlSerializableTokenStoreTest() {
        super(Databases.POSTGRESQL_SERIALIZABLE);
    }
}
