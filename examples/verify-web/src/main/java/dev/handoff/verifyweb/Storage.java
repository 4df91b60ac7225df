package dev.handoff.verifyweb;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.verifyweb.Settings.StartException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The store of the library and the demo's own tables; without a database, the tables are in H2 in memory. The tables
 * hold no session id in clear: SHA-256 is enough to hide a long random text.
 */
record Storage(
        TokenStore tokens,
        JdbcTemplate database,
        Function<List<String>, Map<String, String>> stampsByKey,
        HikariDataSource pool) {
    private static final int LONGEST_CONNECT_SECONDS = 3;
    private static final int LONGEST_STATEMENT_SECONDS = 5; // longer than any lock on a row is held

    /** Opens the storage and creates missing tables; throws a {@link StartException} if it can't be used. */
    static Storage open(Settings settings) {
        HikariDataSource pool = pool(settings);
        JdbcTemplate database = new JdbcTemplate(pool);
        JdbcTokenStore store = new JdbcTokenStore(pool);
        try {
            prepare(pool, database);
            if (settings.jdbcUrl.isEmpty()) {
                return new Storage(new MemoryTokenStore(), database, keys -> Map.of(), pool);
            }
            JdbcSchema.createIfMissing(store);
            JdbcSchema.verify(store);
        } catch (IllegalStateException | DataAccessException | SQLException failed) {
            pool.close();
            // a driver's message may contain secrets
            String why = failed instanceof SQLException sql ? "SQLState " + sql.getSQLState() : failed.getMessage();
            throw new StartException("a table is of another shape, or can't be used: " + why);
        }
        return new Storage(store, database, keys -> stampsByKey(database, keys), pool);
    }

    /** Creates the demo's tables if they are missing, and checks their columns. */
    static void prepare(DataSource pool, JdbcTemplate database) {
        // continues after errors, because another instance may create the same table at the same time
        new ResourceDatabasePopulator(true, false, "UTF-8", new ClassPathResource("tables.sql")).execute(pool);
        database.queryForList(
                "SELECT redirect_url, ends_at, sealed, due_at, tries, is_outcome FROM verify_web_session s"
                        + " JOIN verify_web_webhook w ON s.session_hash = w.session_hash WHERE 1 = 0");
    }

    /** Reads the stamps of these records; each write of a record changes its stamp. */
    private static Map<String, String> stampsByKey(JdbcTemplate database, List<String> keys) {
        String marks = String.join(", ", Collections.nCopies(keys.size(), "?"));
        String select = "SELECT session_key, stamp FROM handoff_session WHERE session_key IN (" + marks + ")";
        Map<String, String> stamps = new HashMap<>();
        RowCallbackHandler keeping = row -> stamps.put(row.getString(1), row.getString(2));
        database.query(select, keeping, keys.toArray());
        return stamps;
    }

    void addRedirect(String sessionId, String url, Instant endsAt) {
        String insert = "INSERT INTO verify_web_session (session_hash, redirect_url, ends_at) VALUES (?, ?, ?)";
        database.update(insert, DigestUtils.sha256Hex(sessionId), url, endsAt.toEpochMilli());
    }

    Optional<String> redirectUrl(String sessionId) {
        String select = "SELECT redirect_url FROM verify_web_session WHERE session_hash = ?";
        return database.queryForList(select, String.class, DigestUtils.sha256Hex(sessionId)).stream()
                .findAny();
    }

    void purge(Instant endedBefore) {
        database.update("DELETE FROM verify_web_session WHERE ends_at < ?", endedBefore.toEpochMilli());
    }

    private static HikariDataSource pool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.jdbcUrl.orElseGet(() -> "jdbc:h2:mem:" + HandoffService.randomSessionId()));
        settings.jdbcUser.ifPresent(config::setUsername);
        settings.jdbcPassword.ifPresent(config::setPassword);
        config.setMaximumPoolSize(12);
        // a database that stops answering is reported as unreachable instead of being waited for
        config.setConnectionTimeout(LONGEST_CONNECT_SECONDS * 1000L);
        config.setInitializationFailTimeout(LONGEST_CONNECT_SECONDS * 1000L);
        if (config.getJdbcUrl().startsWith("jdbc:h2:")) {
            // without this, H2 prints long traces in addition to the exception
            config.setJdbcUrl(config.getJdbcUrl() + ";TRACE_LEVEL_FILE=0");
        } else {
            String unit = config.getJdbcUrl().startsWith("jdbc:postgresql:") ? "" : "000";
            config.addDataSourceProperty("connectTimeout", LONGEST_CONNECT_SECONDS + unit);
            config.addDataSourceProperty("loginTimeout", LONGEST_CONNECT_SECONDS + unit);
            config.addDataSourceProperty("socketTimeout", LONGEST_STATEMENT_SECONDS + unit);
        }
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException failed) {
            // a driver's message may contain the URL, and the URL a password
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
