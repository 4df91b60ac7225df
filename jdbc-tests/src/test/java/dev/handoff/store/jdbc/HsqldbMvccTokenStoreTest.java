package dev.handoff.store.jdbc;

class HsqldbMvccTokenStoreTest extends JdbcStoreContract {

    HsqldbMvccTokenStoreTest() {
        super(Databases.HSQLDB_MVCC);
    }

    /** HSQLDB's driver drops an interrupt while it waits for another session. */
    @Override
    protected boolean dropsInterrupts() {
        return true;
    }
}
