package dev.handoff.store.jdbc;

class MysqlTokenStoreTest extends JdbcStoreContract {

    MysqlTokenStoreTest() {
        super(Databases.MYSQL);
    }
}
