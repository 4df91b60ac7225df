package dev.handoff.store.jdbc;

class HsqldbTokenStoreTest extends JdbcStoreContract {

    HsqldbTokenStoreTest() {
        super(Databases.HSQLDB);
    }
}
