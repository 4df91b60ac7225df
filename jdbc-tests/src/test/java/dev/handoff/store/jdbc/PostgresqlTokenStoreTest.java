package dev.handoff.store.jdbc;

class PostgresqlTokenStoreTest extends JdbcStoreContract {

    PostgresqlTokenStoreTest() {
        super(Databases.POSTGRESQL);
    }
}
