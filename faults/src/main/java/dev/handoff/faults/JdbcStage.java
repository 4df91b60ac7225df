package dev.handoff.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes over one relational database, each with its own pool and store. Thread-safe. */
abstract class JdbcStage implements Stage {

    static final int POOL_SIZE = 4;
    /** The shortest connection timeout that Hikari allows: phones are not blocked for long. */
    static final Duration OF_PHONES = Duration.ofMillis(250);
    /** The connection timeout of the judge and the fault, also on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final JdbcTokenStore rows;

    /**
     * @param own the URL for the judge and the fault
     * @param urls the URL for each node
     */
    JdbcStage(String own, String user, List<String> urls) throws SQLException {
        // a single connection, so that a fault can spare it
        rows = new JdbcTokenStore(pool(own, user, 1, PATIENCE));
        JdbcSchema.createIfMissing(rows);
        for (String url : urls) {
            nodes.add(new PlainNode(
                    "node" + (nodes.size() + 1), new JdbcTokenStore(pool(url, user, POOL_SIZE, OF_PHONES))));
        }
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public TokenStore rows() {
        return rows;
    }

    /** Returns a connection that no node uses. */
    Connection connect() throws SQLException {
        return rows.dataSource().getConnection();
    }

    /** Returns the pool of a node. */
    HikariDataSource pool(int node) {
        return pools.get(node + 1);
    }

    /** Runs a statement on a connection that no node uses. */
    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private HikariDataSource pool(String url, String user, int size, Duration patience) {
        HikariDataSource pool = newPool(url, user, size, patience);
        pools.add(pool);
        return pool;
    }

    static HikariDataSource newPool(String url, String user, int size, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(patience.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    @Override
    public void close() throws IOException {
        pools.forEach(HikariDataSource::close);
    }
}
