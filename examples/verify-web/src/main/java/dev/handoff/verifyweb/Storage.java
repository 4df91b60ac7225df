package dev.handoff.verifyweb;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where the library's records and the demo's own are kept; without a database, the demo's are in one in memory. */
record Storage(
        TokenStore tokens,
        Database database,
        Function<List<String>, Map<String, String>> stampsByKey,
        HikariDataSource pool) {
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final int LONGEST_CONNECT_SECONDS = 3;
    /** More than a lock on one row is ever held for. */
    private static final int LONGEST_STATEMENT_SECONDS = 5;

    /** With its tables made where they are missing; throws a {@link StartException} if that can't be had. */
    static Storage open(Settings settings) {
        HikariDataSource pool = pool(settings);
        Database database = new Database(pool);
        JdbcTokenStore store = new JdbcTokenStore(pool);
        try {
            database.prepare();
            if (settings.jdbcUrl.isEmpty()) {
                return new Storage(new MemoryTokenStore(), database, keys -> Map.of(), pool);
            }
            JdbcSchema.createIfMissing(store);
            JdbcSchema.verify(store);
        } catch (IllegalStateException | TokenStoreException otherShape) {
            pool.close();
            throw new StartException("a table is of another shape: " + otherShape.getMessage());
        } catch (SQLException failed) {
            pool.close();
            throw new StartException("table handoff_session can't be used: SQLState " + failed.getSQLState());
        }
        return new Storage(store, database, database::stampsByKey, pool);
    }

    private static HikariDataSource pool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.jdbcUrl.orElseGet(() -> "jdbc:h2:mem:" + Secrets.newToken()));
        settings.jdbcUser.ifPresent(config::setUsername);
        settings.jdbcPassword.ifPresent(config::setPassword);
        config.setMaximumPoolSize(12);
        // a database that is silent is out of reach: whoever asks is told so, instead of waiting for ever
        config.setConnectionTimeout(LONGEST_CONNECT_SECONDS * 1000L);
        config.setInitializationFailTimeout(LONGEST_CONNECT_SECONDS * 1000L);
        if (config.getJdbcUrl().startsWith("jdbc:h2:")) {
            // what goes wrong is said once, below; H2's own trace would be pages of it
            config.setJdbcUrl(config.getJdbcUrl() + ";TRACE_LEVEL_FILE=0");
        } else {
            String unit = config.getJdbcUrl().startsWith(POSTGRES) ? "" : "000";
            config.addDataSourceProperty("connectTimeout", LONGEST_CONNECT_SECONDS + unit);
            config.addDataSourceProperty("loginTimeout", LONGEST_CONNECT_SECONDS + unit);
            config.addDataSourceProperty("socketTimeout", LONGEST_STATEMENT_SECONDS + unit);
        }
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException failed) {
            // in words of its own, since a driver's message may show the URL, and that a password
            String state =
                    failed.getCause() instanceof SQLException why ? String.valueOf(why.getSQLState()) : "no driver";
            throw new StartException(
                    state.startsWith("28")
                            ? "the database refuses HANDOFF_JDBC_USER or HANDOFF_JDBC_PASSWORD"
                            : "the database of HANDOFF_JDBC_URL can't be reached (SQLState " + state + "); it must be"
                                    + " PostgreSQL, MariaDB or H2");
        }
    }
}
