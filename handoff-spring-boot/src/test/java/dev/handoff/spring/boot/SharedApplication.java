package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One application on a real PostgreSQL for all tests of transactions, which follow each other in it. */
abstract class SharedApplication {

    /** Ends with this JVM, like its server. */
    static final Application app = new Application(TestPostgres.database());

    final Phone phone = new Phone();
    final Phone otherPhone = new Phone();

    @BeforeEach
    void emptyHostTable() {
        app.jdbc.update("DELETE FROM host_row");
    }

    @AfterEach
    void everyConnectionCameBack() {
        assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
}
