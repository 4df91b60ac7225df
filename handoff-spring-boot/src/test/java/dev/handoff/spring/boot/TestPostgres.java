package dev.handoff.spring.boot;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A real server that starts at its first use and stops with this JVM. Each caller gets a new database. */
final class TestPostgres {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** Opens a pool on a new database with the handoff table and the application's table {@code host_row}. */
    static HikariDataSource database() {
        return database(true);
    }

    /** Opens such a pool with auto-commit on or off. */
    static HikariDataSource database(boolean autoCommit) {
        String name = "test_" + DATABASES.incrementAndGet();
        new JdbcTemplate(SERVER.getPostgresDatabase()).execute("CREATE DATABASE " + name);
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(SERVER.getJdbcUrl("postgres", name));
        pool.setMaximumPoolSize(8);
        pool.setAutoCommit(autoCommit);
        try {
            JdbcSchema.createIfMissing(new JdbcTokenStore(pool).withOwnConnections());
        } catch (SQLException failed) {
            throw new AssertionError("the table could not be created", failed);
        }
        new TransactionTemplate(new JdbcTransactionManager(pool))
                .executeWithoutResult(
                        status -> new JdbcTemplate(pool).execute("CREATE TABLE host_row (note VARCHAR(100) NOT NULL)"));
        return pool;
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
