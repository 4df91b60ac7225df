package dev.handoff.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Real databases, each started once for all tests, with the library's table in it. */
final class Databases {

    private static final int POOL_SIZE = 8;

    private Databases() {}

    static DataSource h2() {
        return H2.POOL;
    }

    static DataSource postgres() {
        return Postgres.POOL;
    }

    static HikariDataSource pool(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setMaximumPoolSize(POOL_SIZE);
        return new HikariDataSource(config);
    }

    private static DataSource withTable(DataSource dataSource) {
        try {
            JdbcSchema.createIfMissing(dataSource);
            return dataSource;
        } catch (SQLException e) {
            throw new AssertionError("the schema could not be applied", e);
        }
    }

    private static final class H2 {
        static final DataSource POOL = withTable(pool("jdbc:h2:mem:handoff;DB_CLOSE_DELAY=-1", "sa"));
    }

    private static final class Postgres {
        static final DataSource POOL = withTable(pool(start().getJdbcUrl("postgres", "postgres"), "postgres"));

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
