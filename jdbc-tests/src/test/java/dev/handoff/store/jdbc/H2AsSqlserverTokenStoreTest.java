package dev.handoff.store.jdbc;

class H2AsSqlserverTokenStoreTest extends JdbcStoreContract {

    H2AsSqlserverTokenStoreTest() {
        super(Databases.H2_AS_SQLSERVER);
    }
}
