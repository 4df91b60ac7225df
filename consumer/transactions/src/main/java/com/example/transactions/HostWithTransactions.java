package com.example.transactions;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.testkit.TestPhone;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/** A host with transactions of a framework. The framework's test implements how to run them. */
public abstract class HostWithTransactions {

    private Handoff code;

    /** Calls the service through the host's bean, inside the running transaction. */
    protected abstract <T> T call(Function<HandoffService, T> call);

    /** Returns the service that joins no transaction. */
    protected abstract HandoffService outside();

    protected abstract <T> T required(Callable<T> work) throws Exception;

    protected abstract <T> T requiresNew(Callable<T> work) throws Exception;

    protected abstract <T> T notSupported(Callable<T> work) throws Exception;

    /** Returns the source of connections that belong to the running transaction. */
    protected abstract DataSource joining();

    /** Returns the source of connections outside of transactions. */
    protected abstract DataSource ownConnections();

    protected abstract RecordedEvents events();

    /** Returns the exception that the host gets if the library stops the commit. */
    protected abstract Class<? extends Exception> stoppedCommit();

    @BeforeEach
    final void begin() throws SQLException {
        JdbcSchema.createIfMissing(new JdbcTokenStore(ownConnections()));
        try (Connection connection = ownConnections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS host_row (note VARCHAR(100))");
            statement.execute("DELETE FROM host_row");
            statement.execute("DELETE FROM handoff_session");
        }
        code = outside()
                .start("vs_" + UUID.randomUUID() + UUID.randomUUID())
                .orElseThrow()
                .handoff();
        events().reset();
    }

    protected final Handoff code() {
        return code;
    }

    protected final Result<Binding> hello(String device) {
        return call(
                handoffs -> new TestPhone(handoffs, device).scans(code).saysHello());
    }

    protected final boolean isBound() {
        return outside().status(code.sessionId()).orElseThrow().isClaimed();
    }

    protected final void insertRow() throws SQLException {
        try (Connection connection = joining().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO host_row VALUES ('a row of the host')");
        }
    }

    protected final int rows() {
        try (Connection connection = ownConnections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("SELECT COUNT(*) FROM host_row")) {
            counted.next();
            return counted.getInt(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
