package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One application on a real PostgreSQL, which all tests of transactions share. They run one after the other. */
abstract class SharedApplication {

    /** Ends with this JVM, as its server does. */
    static final Application app = new Application(TestPostgres.database());

    final Phone phone = new Phone();
    final Phone otherPhone = new Phone();

    @BeforeEach
    void emptyHostTable() {
        app.jdbc.update("DELETE FROM host_row");
    }

    @AfterEach
    void assertAllConnectionsReturned() {
        assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
}
