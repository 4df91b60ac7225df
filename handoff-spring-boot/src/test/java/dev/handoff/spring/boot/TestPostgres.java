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

/** A real server, started at its first use, which stops with this JVM; a database of its own for whoever asks. */
final class TestPostgres {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A pool on a new database with the handoff table and a table {@code host_row} of the application's own. */
    static HikariDataSource database() {
        return database(true);
    }

    /** The same, whose connections commit by themselves or not. */
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
            throw new AssertionError("the schema could not be applied", failed);
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
