package dev.handoff.store.jdbc;

class HsqldbMvccTokenStoreTest extends JdbcStoreContract {

    HsqldbMvccTokenStoreTest() {
        super(Databases.HSQLDB_MVCC);
    }
}
