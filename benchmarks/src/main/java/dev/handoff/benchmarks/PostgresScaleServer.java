package dev.handoff.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** A PostgreSQL server whose folder is deleted at the end. */
final class PostgresScaleServer implements ScaleServer {

    private final String cache;
    private final EmbeddedPostgres server;
    private final HikariDataSource pool;

    /** @param cache the value of {@code shared_buffers} */
    PostgresScaleServer(String cache) throws IOException {
        this.cache = cache;
        server = PostgresRun.builder(Files.createTempDirectory("handoff-benchmark"))
                .setServerConfig("shared_buffers", cache)
                // otherwise checkpoints run all the time while the table is filled
                .setServerConfig("max_wal_size", "8GB")
                .start();
        pool = PostgresRun.pool(server);
    }

    @Override
    public String settings() {
        return "PostgreSQL, shared_buffers " + cache + ", max_wal_size 8GB, checkpoints every 5 minutes";
    }

    @Override
    public HikariDataSource pool() {
        return pool;
    }

    @Override
    public void load(String table, InputStream rows) throws SQLException, IOException {
        try (Connection connection = pool.getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " (session_key, stamp, ends_at, body) FROM STDIN", rows);
        }
    }

    @Override
    public void settle(String table) throws SQLException {
        execute("VACUUM (ANALYZE) " + table, "CHECKPOINT");
    }

    @Override
    public String size(String table) throws SQLException {
        return ask(
                "SELECT 'table ' || pg_size_pretty(pg_relation_size(oid)) || ', key''s index '"
                        + " || pg_size_pretty(pg_relation_size((relname || '_pkey')::regclass)) || ', all '"
                        + " || pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class WHERE relname = '" + table
                        + "'",
                1);
    }

    @Override
    public void close() throws IOException {
        try {
            // otherwise stopping takes longer than its time limit
            execute("CHECKPOINT");
        } catch (SQLException failed) {
            throw new IOException(failed);
        } finally {
            pool.close();
            server.close();
        }
    }
}
