package dev.handoff.store.jdbc;

class OracleByProxyTokenStoreTest extends JdbcStoreContract {

    OracleByProxyTokenStoreTest() {
        super(Databases.ORACLE_BY_PROXY);
    }
}
