package dev.handoff.store.jdbc;

import org.junit.jupiter.api.Tag;

@Tag("long")
class Db2ByProxyTokenStoreTest extends JdbcStoreContract {

    Db2ByProxyTokenStoreTest() {
        super(Databases.DB2_BY_PROXY);
    }
}
