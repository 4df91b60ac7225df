package dev.handoff.store.jdbc;

class H2AsOracleTokenStoreTest extends JdbcStoreContract {

    H2AsOracleTokenStoreTest() {
        super(Databases.H2_AS_ORACLE);
    }
}
