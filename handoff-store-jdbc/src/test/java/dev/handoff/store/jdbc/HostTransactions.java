package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Transactions of a host's, on every database and at every isolation that it has. */
final class HostTransactions {

    private static final List<Integer> ISOLATIONS = List.of(
            Connection.TRANSACTION_READ_COMMITTED,
            Connection.TRANSACTION_REPEATABLE_READ,
            Connection.TRANSACTION_SERIALIZABLE);

    private HostTransactions() {}

    static Stream<Arguments> databasesAndIsolations() {
        return Stream.of(
                        Databases.H2,
                        Databases.HSQLDB,
                        Databases.HSQLDB_MVCC,
                        Databases.SQLITE,
                        Databases.POSTGRESQL,
                        Databases.MARIADB)
                .flatMap(database -> ISOLATIONS.stream()
                        .filter(isolation ->
                                database != Databases.SQLITE || isolation == Connection.TRANSACTION_SERIALIZABLE)
                        .map(isolation -> Arguments.of(database, isolation)));
    }

    static Connection begin(Databases database, int isolation) throws SQLException {
        Connection connection = database.pool().getConnection();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        return connection;
    }

    /** The service inside the host's transaction on this connection. */
    static HandoffService inside(HandoffService outside, Databases database, Connection connection) {
        return outside.within(new JdbcTokenStore(database.pool()).joining(connection))
                .handoffs();
    }

    /**
     * A host reads something, others write, and only then the host's transaction calls the service: it must get the
     * truth, or an exception that sends it back to its beginning.
     */
    static void assertNoAnswerOfThePast(
            Databases database,
            int isolation,
            HandoffService outside,
            Consumer<HandoffService> others,
            Function<HandoffService, ?> call,
            Object truth)
            throws SQLException {
        try (Connection connection = begin(database, isolation)) {
            TestHost.number(connection, "SELECT COUNT(*) FROM handoff_session");
            if (letsOthersWrite(database, isolation)) {
                others.accept(outside);
                assertTruthOrException(database, isolation, call, inside(outside, database, connection), truth);
            }
            connection.rollback();
        }
    }

    private static void assertTruthOrException(
            Databases database, int isolation, Function<HandoffService, ?> call, HandoffService inside, Object truth) {
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
     * HSQLDB's default mode locks tables, and MariaDB at SERIALIZABLE what was counted: a reader that keeps such a lock
     * shuts writers out until it ends, so that nothing can go stale.
     */
    private static boolean letsOthersWrite(Databases database, int isolation) {
        return switch (database) {
            case HSQLDB -> isolation == Connection.TRANSACTION_READ_COMMITTED;
            case MARIADB -> isolation != Connection.TRANSACTION_SERIALIZABLE;
            default -> true;
        };
    }
}
