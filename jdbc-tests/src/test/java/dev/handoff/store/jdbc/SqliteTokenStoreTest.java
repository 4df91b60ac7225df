package dev.handoff.store.jdbc;

class SqliteTokenStoreTest extends JdbcStoreContract {

    SqliteTokenStoreTest() {
        super(Databases.SQLITE);
    }
}
