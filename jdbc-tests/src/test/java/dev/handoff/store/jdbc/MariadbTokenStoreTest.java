package dev.handoff.store.jdbc;

class MariadbTokenStoreTest extends JdbcStoreContract {

    MariadbTokenStoreTest() {
        super(Databases.MARIADB);
    }
}
