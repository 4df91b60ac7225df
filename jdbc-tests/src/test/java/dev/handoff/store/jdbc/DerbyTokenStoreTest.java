package dev.handoff.store.jdbc;

class DerbyTokenStoreTest extends JdbcStoreContract {

    DerbyTokenStoreTest() {
        super(Databases.DERBY);
    }
}
