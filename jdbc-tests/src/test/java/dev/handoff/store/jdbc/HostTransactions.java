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

/** A host's transactions on one database, at one of its isolation levels. */
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

    /** Returns the service inside the host's transaction on this connection. */
    HandoffService inside(HandoffService outside, Connection connection) {
        return joining(outside, connection).handoffs();
    }

    /**
     * Reads in the host's transaction, lets others write, and only then calls the service in the transaction. The call
     * must return the current state, or throw so that the host runs its transaction again.
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
                    .as("a snapshot of PostgreSQL can't show the current state, so the call must throw")
                    .isFalse();
        } catch (TokenStoreException lost) {
            assertThat(lost.effect()).isEqualTo(TokenStoreException.Effect.NONE);
            assertThat(lost.isRetryable()).isTrue();
            assertThat(lost).hasMessageContaining("roll the transaction back and run it again");
        }
    }

    /**
     * Returns whether others can write while the host's transaction has read. HSQLDB's default mode locks tables, and
     * Derby, or MySQL and MariaDB at SERIALIZABLE, lock the counted rows. The lock stops writers until the transaction
     * ends, so its reads can't become outdated.
     */
    private boolean letsOthersWrite() {
        return switch (database) {
            case HSQLDB, DERBY, DB2_BY_PROXY -> isolation == Connection.TRANSACTION_READ_COMMITTED;
            case MARIADB, MYSQL -> isolation != Connection.TRANSACTION_SERIALIZABLE;
            default -> true;
        };
    }
}
