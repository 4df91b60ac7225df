package dev.handoff.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.TokenStoreContract;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The contract on any database that is named on the command line, as {@code docs/operations.md} says. */
@EnabledIfSystemProperty(named = "handoff.test.jdbc.url", matches = ".+", disabledReason = "no database was named")
class NamedDatabaseTokenStoreTest extends TokenStoreContract {

    private static HikariDataSource pool;

    @BeforeAll
    static void connect() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(System.getProperty("handoff.test.jdbc.url"));
        config.setUsername(System.getProperty("handoff.test.jdbc.user"));
        config.setPassword(System.getProperty("handoff.test.jdbc.password"));
        pool = new HikariDataSource(config);
        JdbcSchema.createIfMissing(new JdbcTokenStore(pool));
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    @Override
    protected TokenStore createStore() {
        return new JdbcTokenStore(pool);
    }
}
