package dev.handoff.store.jdbc;

class Db2ByProxyTokenStoreTest extends JdbcStoreContract {

    Db2ByProxyTokenStoreTest() {
        super(Databases.DB2_BY_PROXY);
    }
}
