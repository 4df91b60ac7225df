package dev.handoff.verifyweb;

import java.util.UUID;

class SharedH2Test extends SharedDatabaseTests {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Override
    String jdbcUrl() {
        return url;
    }
}
