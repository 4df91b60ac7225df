package dev.handoff.store.jdbc;

class H2TokenStoreTest extends JdbcStoreContract {

    H2TokenStoreTest() {
        super(Databases.H2);
    }
}
