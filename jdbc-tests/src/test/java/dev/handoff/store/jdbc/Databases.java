package dev.handoff.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Real databases with the library's table. Each one is started once for all tests. */
public enum Databases {
    H2("jdbc:h2:mem:handoff;DB_CLOSE_DELAY=-1", "sa"),
    H2_AS_ORACLE("jdbc:h2:mem:handoff-oracle;MODE=Oracle;DB_CLOSE_DELAY=-1", "sa"),
    H2_AS_SQLSERVER("jdbc:h2:mem:handoff-sqlserver;MODE=MSSQLServer;DB_CLOSE_DELAY=-1", "sa"),
    HSQLDB("jdbc:hsqldb:mem:handoff", "sa"),
    /** Readers and writers don't lock each other, and conflicts are serialization failures. */
    HSQLDB_MVCC("jdbc:hsqldb:mem:handoff-mvcc;hsqldb.tx=mvcc", "sa"),
    SQLITE(
            "jdbc:sqlite:target/handoff-" + ProcessHandle.current().pid()
                    + ".sqlite?journal_mode=WAL&busy_timeout=30000",
            ""),
    DERBY("jdbc:derby:memory:handoff;create=true", "app"),
    POSTGRESQL(null, "postgres"),
    MARIADB(null, "root"),
    MYSQL(null, "root"),
    /** Stand-ins that understand the statements for a database whose server the build can't run. */
    ORACLE_BY_PROXY("jdbc:h2:mem:handoff-oracle-proxy;MODE=Oracle;DB_CLOSE_DELAY=-1", "sa"),
    SQLSERVER_BY_PROXY("jdbc:h2:mem:handoff-sqlserver-proxy;MODE=MSSQLServer;DB_CLOSE_DELAY=-1", "sa"),
    DB2_BY_PROXY("jdbc:derby:memory:handoff-proxy;create=true", "app"),
    /** The same servers with connections at SERIALIZABLE and without auto-commit. */
    POSTGRESQL_SERIALIZABLE(null, "postgres"),
    MARIADB_SERIALIZABLE(null, "root");

    static {
        System.setProperty("derby.stream.error.file", "target/derby.log");
        // in seconds; the default is to look for deadlocks every 20 seconds
        System.setProperty("derby.locks.deadlockTimeout", "1");
        System.setProperty("derby.locks.waitTimeout", "5");
    }

    private static final int POOL_SIZE = 8;
    private static final Map<Databases, HikariDataSource> POOLS = new ConcurrentHashMap<>();

    private final String url;
    private final String user;

    Databases(String url, String user) {
        this.url = url;
        this.user = user;
    }

    /** Returns whether this is another entry's database with other settings. */
    boolean isSecondWay() {
        return name().contains("_");
    }

    /** Returns the pool that all tests share, with the table {@code handoff_session}. */
    public DataSource pool() {
        return POOLS.computeIfAbsent(this, database -> database.withTable(database.open()));
    }

    /** Returns a store on the shared pool. */
    public JdbcTokenStore store() {
        return store(pool());
    }

    /** Returns a store on another pool of the same database. */
    JdbcTokenStore store(DataSource pool) {
        JdbcTokenStore store = new JdbcTokenStore(pool).withOwnConnections();
        return name().endsWith("_BY_PROXY") ? store.withDialect(dialect()) : store;
    }

    /** Returns the library's name of the database, or of the database that this one replaces. */
    String dialect() {
        return name().toLowerCase(Locale.ROOT).replaceAll("_.*", "");
    }

    /** Opens a pool, which the caller closes. */
    public HikariDataSource open() {
        return open(config -> {});
    }

    /** Returns whether other processes can connect to this database. */
    boolean isServer() {
        return url == null;
    }

    /** Returns this database's name and its URL, for another process. */
    String address() {
        return name() + " " + url();
    }

    /** Opens a pool in another process, on the database at this address. */
    static HikariDataSource open(String address) {
        int space = address.indexOf(' ');
        return Databases.valueOf(address.substring(0, space))
                .open(config -> config.setJdbcUrl(address.substring(space + 1)));
    }

    private String url() {
        return switch (this) {
            case POSTGRESQL, POSTGRESQL_SERIALIZABLE -> Servers.postgresUrl();
            case MARIADB, MARIADB_SERIALIZABLE -> Servers.mariadbUrl();
            case MYSQL -> MysqlServer.url();
            default -> url;
        };
    }

    /** Opens a pool with other settings. The caller closes the pool. */
    public HikariDataSource open(Consumer<HikariConfig> change) {
        HikariConfig config = new HikariConfig();
        config.setUsername(user);
        config.setMaximumPoolSize(POOL_SIZE);
        if (name().endsWith("SERIALIZABLE")) {
            config.setAutoCommit(false);
            config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        }
        change.accept(config);
        if (config.getJdbcUrl() == null) {
            config.setJdbcUrl(url());
        }
        return new HikariDataSource(config);
    }

    private HikariDataSource withTable(HikariDataSource pool) {
        try {
            JdbcSchema.createIfMissing(store(pool));
            return pool;
        } catch (SQLException e) {
            throw new AssertionError("the table could not be created", e);
        }
    }
}
