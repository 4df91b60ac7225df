package dev.handoff.store.jdbc;

class HsqldbTokenStoreTest extends JdbcStoreContract {

    HsqldbTokenStoreTest() {
        super(Databases.HSQLDB);
    }

    /** HSQLDB's driver drops an interrupt while it waits for another session. */
    @Override
    protected boolean dropsInterrupts() {
        return true;
    }
}
