package dev.handoff.store.jdbc;

class SqlserverByProxyTokenStoreTest extends JdbcStoreContract {

    SqlserverByProxyTokenStoreTest() {
        super(Databases.SQLSERVER_BY_PROXY);
    }
}
