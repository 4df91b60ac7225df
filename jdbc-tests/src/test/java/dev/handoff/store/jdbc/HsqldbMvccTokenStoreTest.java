package dev.handoff.store.jdbc;

class HsqldbMvccTokenStoreTest extends JdbcStoreContract {

    HsqldbMvccTokenStoreTest() {
        super(Databases.HSQLDB_MVCC);
    }

    /** While it waits for another session, it takes an interrupt for nothing. */
    @Override
    protected boolean dropsInterrupts() {
        return true;
    }
}
