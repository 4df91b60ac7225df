package dev.handoff.verifyweb;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.verifyweb.Settings.JdbcSettings;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/**
 * Where sessions are kept: the library's records and the demo's own, side by side.
 *
 * @param tokens the library's store
 * @param sessions the demo's
 * @param release gives the database's connections back
 */
record Storage(TokenStore tokens, DemoSessions sessions, Runnable release) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** More than a lock on one row is ever held for. */
    private static final Duration PATIENCE_WITH_STATEMENTS = Duration.ofSeconds(5);

    /**
     * What the settings ask for, with its tables made where they are missing.
     *
     * @throws StartException if that can't be had
     */
    static Storage open(Settings settings) {
        return settings.database()
                .map(Storage::inDatabase)
                .orElseGet(() -> new Storage(new MemoryTokenStore(), new MemoryDemoSessions(), () -> {}));
    }

    @Override
    public void close() {
        release.run();
    }

    private static Storage inDatabase(JdbcSettings settings) {
        HikariDataSource pool = pool(settings);
        try {
            JdbcDemoSessions sessions = new JdbcDemoSessions(pool);
            prepareTables(pool, sessions);
            return new Storage(new JdbcTokenStore(pool), sessions, pool::close);
        } catch (StartException failed) {
            pool.close();
            throw failed;
        }
    }

    private static HikariDataSource pool(JdbcSettings settings) {
        try {
            DriverManager.getDriver(settings.url());
        } catch (SQLException unknown) {
            throw new StartException("HANDOFF_JDBC_URL is for no database that this demo has a driver for"
                    + " (PostgreSQL, MariaDB, H2)");
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("handoff");
        config.setJdbcUrl(settings.url());
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        limitWaiting(config, settings.url());
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException unreachable) {
            throw new StartException(whyUnreachable(unreachable));
        }
    }

    /** A database that is silent is out of reach: whoever asks hears so, instead of waiting for ever. */
    private static void limitWaiting(HikariConfig config, String url) {
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(PATIENCE.toMillis() / 2);
        config.setInitializationFailTimeout(PATIENCE.toMillis());
        if (url.startsWith("jdbc:postgresql:")) {
            config.addDataSourceProperty("loginTimeout", Long.toString(PATIENCE.toSeconds()));
            config.addDataSourceProperty("socketTimeout", Long.toString(PATIENCE_WITH_STATEMENTS.toSeconds()));
        } else if (url.startsWith("jdbc:mariadb:")) {
            config.addDataSourceProperty("connectTimeout", Long.toString(PATIENCE.toMillis()));
            config.addDataSourceProperty("socketTimeout", Long.toString(PATIENCE_WITH_STATEMENTS.toMillis()));
        } else if (url.startsWith("jdbc:h2:") && !url.toUpperCase(Locale.ROOT).contains("TRACE_LEVEL_FILE")) {
            // what goes wrong is said once, below; H2's own trace would be pages of it
            config.setJdbcUrl(url + ";TRACE_LEVEL_FILE=0");
        }
    }

    /** In words of its own, since a driver's message may show the URL, and that a password. */
    private static String whyUnreachable(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failed && failed.getSQLState() != null) {
                return failed.getSQLState().startsWith("28")
                        ? "the database refuses HANDOFF_JDBC_USER or HANDOFF_JDBC_PASSWORD"
                        : "the database of HANDOFF_JDBC_URL can't be reached (SQLState " + failed.getSQLState() + ")";
            }
        }
        return "the database of HANDOFF_JDBC_URL can't be reached";
    }

    private static void prepareTables(HikariDataSource pool, JdbcDemoSessions sessions) {
        try {
            prepareTable(() -> JdbcSchema.createIfMissing(pool), () -> JdbcSchema.verify(pool));
            prepareTable(sessions::createTableIfMissing, sessions::verifyTable);
        } catch (IllegalStateException otherShape) {
            throw new StartException(String.valueOf(otherShape.getMessage()));
        } catch (SQLException failed) {
            throw new StartException("the tables can't be made in the database of HANDOFF_JDBC_URL (SQLState "
                    + failed.getSQLState() + ")");
        }
    }

    private static void prepareTable(Step create, Step verify) throws SQLException {
        SQLException whyNot = null;
        try {
            create.run();
        } catch (SQLException failed) {
            // another instance may have made the table at the same moment, or it is of another shape: look first
            whyNot = failed;
        }
        try {
            verify.run();
        } catch (SQLException missing) {
            throw whyNot == null ? missing : whyNot;
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }
}
