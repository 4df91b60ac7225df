package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Transactions of a host's, on one of the databases and at one of the isolations that it has. */
record HostTransactions(Databases database, int isolation) {

    static Stream<HostTransactions> everywhere() {
        return Stream.of(
                        Databases.H2,
                        Databases.HSQLDB,
                        Databases.HSQLDB_MVCC,
                        Databases.SQLITE,
                        Databases.DERBY,
                        Databases.POSTGRESQL,
                        Databases.MARIADB,
                        Databases.MYSQL,
                        Databases.ORACLE_BY_PROXY,
                        Databases.SQLSERVER_BY_PROXY,
                        Databases.DB2_BY_PROXY)
                .flatMap(database -> Stream.of(
                                Connection.TRANSACTION_READ_COMMITTED,
                                Connection.TRANSACTION_REPEATABLE_READ,
                                Connection.TRANSACTION_SERIALIZABLE)
                        .filter(isolation ->
                                database != Databases.SQLITE || isolation == Connection.TRANSACTION_SERIALIZABLE)
                        .map(isolation -> new HostTransactions(database, isolation)));
    }

    Connection begin() throws SQLException {
        Connection connection = database.pool().getConnection();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        return connection;
    }

    HandoffsInTransaction joining(HandoffService outside, Connection connection) {
        return outside.within(database.store().joining(connection));
    }

    /** The service inside the host's transaction on this connection. */
    HandoffService inside(HandoffService outside, Connection connection) {
        return joining(outside, connection).handoffs();
    }

    /**
     * A host reads something, others write, and only then the host's transaction calls the service: it must get the
     * truth, or an exception that sends it back to its beginning.
     */
    void assertNoAnswerOfThePast(
            HandoffService outside, Consumer<HandoffService> others, Function<HandoffService, ?> call, Object truth)
            throws SQLException {
        try (Connection connection = begin()) {
            TestHost.number(connection, "SELECT COUNT(*) FROM handoff_session");
            if (letsOthersWrite()) {
                others.accept(outside);
                assertTruthOrException(call, inside(outside, connection), truth);
            }
            connection.rollback();
        }
    }

    private void assertTruthOrException(Function<HandoffService, ?> call, HandoffService inside, Object truth) {
        try {
            assertThat(call.apply(inside)).isEqualTo(truth);
            assertThat(database == Databases.POSTGRESQL && isolation > Connection.TRANSACTION_READ_COMMITTED)
                    .as("PostgreSQL's snapshots can't show what is true now")
                    .isFalse();
        } catch (TokenStoreException lost) {
            assertThat(lost.effect()).isEqualTo(TokenStoreException.Effect.NONE);
            assertThat(lost.isRetryable()).isTrue();
            assertThat(lost).hasMessageContaining("roll the transaction back and run it again");
        }
    }

    /**
     * HSQLDB's default mode locks tables, and Derby, or MySQL and MariaDB at SERIALIZABLE, what was counted: a reader
     * that keeps such a lock shuts writers out until it ends, so that nothing can go stale.
     */
    private boolean letsOthersWrite() {
        return switch (database) {
            case HSQLDB, DERBY, DB2_BY_PROXY -> isolation == Connection.TRANSACTION_READ_COMMITTED;
            case MARIADB, MYSQL -> isolation != Connection.TRANSACTION_SERIALIZABLE;
            default -> true;
        };
    }
}
