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
 * Where the library's records and the demo's own are kept; without a database, the demo's are in one in memory. Its own
 * tables hold no session id in clear: SHA-256 hides enough of what is random and long.
 */
record Storage(
        TokenStore tokens,
        JdbcTemplate database,
        Function<List<String>, Map<String, String>> stampsByKey,
        HikariDataSource pool) {
    private static final int LONGEST_CONNECT_SECONDS = 3;
    /** More than a lock on one row is ever held for. */
    private static final int LONGEST_STATEMENT_SECONDS = 5;

    /** With its tables made where they are missing; throws a {@link StartException} if that can't be had. */
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
            // not a driver's own words, which may show more than they should
            String why = failed instanceof SQLException sql ? "SQLState " + sql.getSQLState() : failed.getMessage();
            throw new StartException("a table is of another shape, or can't be used: " + why);
        }
        return new Storage(store, database, keys -> stampsByKey(database, keys), pool);
    }

    /** Makes the demo's tables where they are missing, and looks whether they are the ones that are needed. */
    static void prepare(DataSource pool, JdbcTemplate database) {
        // it goes on after errors: a table that can't be made is no harm if another instance was faster
        new ResourceDatabasePopulator(true, false, "UTF-8", new ClassPathResource("tables.sql")).execute(pool);
        database.queryForList(
                "SELECT redirect_url, ends_at, sealed, due_at, tries, is_outcome FROM verify_web_session s"
                        + " JOIN verify_web_webhook w ON s.session_hash = w.session_hash WHERE 1 = 0");
    }

    /** Of the library's records with these keys, no more than connections; one that is written bears another stamp. */
    private static Map<String, String> stampsByKey(JdbcTemplate database, List<String> keys) {
        String marks = String.join(", ", Collections.nCopies(keys.size(), "?"));
        String select = "SELECT session_key, stamp FROM handoff_session WHERE session_key IN (" + marks + ")";
        Map<String, String> stamps = new HashMap<>();
        RowCallbackHandler keeping = row -> stamps.put(row.getString(1), row.getString(2));
        database.query(select, keeping, keys.toArray());
        return stamps;
    }

    /** Where a session leads to. */
    void addRedirect(String sessionId, String url, Instant endsAt) {
        String insert = "INSERT INTO verify_web_session (session_hash, redirect_url, ends_at) VALUES (?, ?, ?)";
        database.update(insert, DigestUtils.sha256Hex(sessionId), url, endsAt.toEpochMilli());
    }

    Optional<String> redirectUrl(String sessionId) {
        String select = "SELECT redirect_url FROM verify_web_session WHERE session_hash = ?";
        return database.queryForList(select, String.class, DigestUtils.sha256Hex(sessionId)).stream()
                .findAny();
    }

    /** Deletes what the demo keeps of sessions that ended before an instant. */
    void purge(Instant endedBefore) {
        database.update("DELETE FROM verify_web_session WHERE ends_at < ?", endedBefore.toEpochMilli());
    }

    private static HikariDataSource pool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.jdbcUrl.orElseGet(() -> "jdbc:h2:mem:" + HandoffService.randomSessionId()));
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
            String unit = config.getJdbcUrl().startsWith("jdbc:postgresql:") ? "" : "000";
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
