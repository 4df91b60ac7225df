package dev.handoff.store.jdbc;

class HsqldbTokenStoreTest extends JdbcStoreContract {

    HsqldbTokenStoreTest() {
        super(Databases.HSQLDB);
    }

    /** While it waits for another session, it takes an interrupt for nothing. */
    @Override
    protected boolean dropsInterrupts() {
        return true;
    }
}
