package dev.handoff.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Real databases, each started once for all tests, with the library's table in it. */
public enum Databases {
    H2("jdbc:h2:mem:handoff;DB_CLOSE_DELAY=-1", "sa"),
    HSQLDB("jdbc:hsqldb:mem:handoff", "sa"),
    /** Where readers and writers don't lock each other, and conflicts are serialization failures. */
    HSQLDB_MVCC("jdbc:hsqldb:mem:handoff-mvcc;hsqldb.tx=mvcc", "sa"),
    SQLITE(
            "jdbc:sqlite:target/handoff-" + ProcessHandle.current().pid()
                    + ".sqlite?journal_mode=WAL&busy_timeout=30000",
            ""),
    POSTGRESQL(null, "postgres"),
    MARIADB(null, "root"),
    /** The same server through connections without auto-commit, at SERIALIZABLE. */
    POSTGRESQL_SERIALIZABLE(null, "postgres"),
    MARIADB_SERIALIZABLE(null, "root");

    private static final int POOL_SIZE = 8;
    private static final Map<Databases, HikariDataSource> POOLS = new ConcurrentHashMap<>();

    private final String url;
    private final String user;

    Databases(String url, String user) {
        this.url = url;
        this.user = user;
    }

    /** Whether this is another one with other settings. */
    boolean isSecondWay() {
        return name().contains("_");
    }

    /** The pool on it that all tests share, with the table {@code handoff_session}. */
    public DataSource pool() {
        return POOLS.computeIfAbsent(this, database -> withTable(database.open()));
    }

    /** A pool of the caller's own. */
    public HikariDataSource open() {
        return open(config -> {});
    }

    /** A pool of the caller's own, with other settings. */
    HikariDataSource open(Consumer<HikariConfig> change) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                switch (this) {
                    case POSTGRESQL, POSTGRESQL_SERIALIZABLE -> Servers.postgresUrl();
                    case MARIADB, MARIADB_SERIALIZABLE -> Servers.mariadbUrl();
                    default -> url;
                });
        config.setUsername(user);
        config.setMaximumPoolSize(POOL_SIZE);
        if (name().endsWith("SERIALIZABLE")) {
            config.setAutoCommit(false);
            config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        }
        change.accept(config);
        return new HikariDataSource(config);
    }

    private static HikariDataSource withTable(HikariDataSource pool) {
        try {
            JdbcSchema.createIfMissing(pool);
            return pool;
        } catch (SQLException e) {
            throw new AssertionError("the schema could not be applied", e);
        }
    }
}
