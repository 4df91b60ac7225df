package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results and exceptions of the store when a connection fails, or the driver throws, at a bad moment. */
class JdbcFaultsTest {

    private static final StoredRecord FIRST = Records.endingAt(Instant.EPOCH);
    private static final StoredRecord SECOND = Records.next(FIRST);

    private final DataSource dataSource = mock(DataSource.class);
    private final Connection connection = mock(Connection.class);
    private final PreparedStatement write = mock(PreparedStatement.class);
    private final PreparedStatement read = mock(PreparedStatement.class);
    private final ResultSet rows = mock(ResultSet.class);
    private final JdbcTokenStore store =
            new JdbcTokenStore(dataSource).withDialect("standard").withOwnConnections();

    @BeforeEach
    void connect() throws SQLException {
        when(dataSource.getConnection()).thenReturn(connection);
        when(connection.getAutoCommit()).thenReturn(false);
        when(connection.prepareStatement(anyString())).thenReturn(write);
        when(connection.prepareStatement(startsWith("SELECT"))).thenReturn(read);
        when(read.executeQuery()).thenReturn(rows);
        when(write.executeUpdate()).thenReturn(1);
    }

    @Test
    void replace_serializationFailureAtCommit_returnsFalse() throws SQLException {
        doThrow(new SQLException("conflict", "40001")).when(connection).commit();

        assertThat(store.replace(FIRST, SECOND)).isFalse();
        verify(connection).rollback();
        verify(connection).close();
    }

    @Test
    void replace_connectionLostAtCommit_hasUnknownEffect() throws SQLException {
        doThrow(new SQLException("gone", "08006")).when(connection).commit();

        assertEffect(Effect.UNKNOWN, () -> store.replace(FIRST, SECOND));
        verify(connection).close();
    }

    @Test
    void replace_badStatement_hasNoEffect() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("no such table", "42P01"));

        assertEffect(Effect.NONE, () -> store.replace(FIRST, SECOND));
        verify(connection).rollback();
    }

    /** Circuit breakers and routing pools do this. The statement may have run, and the message may quote it. */
    @Test
    void anyCall_poolOrDriverThrowsARuntimeException_throwsWithoutItsMessage() throws SQLException {
        when(write.executeUpdate()).thenThrow(new IllegalStateException(SECOND.body()));
        when(read.executeQuery()).thenThrow(new IllegalStateException(SECOND.body()));
        assertEffect(Effect.UNKNOWN, () -> store.replace(FIRST, SECOND));
        assertEffect(Effect.NONE, () -> store.find(FIRST.key()));

        when(dataSource.getConnection()).thenThrow(new IllegalStateException(SECOND.body()));
        assertEffect(Effect.NONE, () -> store.replace(FIRST, SECOND));
        assertThatThrownBy(() -> store.replace(FIRST, SECOND))
                .satisfies(trouble -> assertThat(stackTrace(trouble)).doesNotContain(SECOND.body()));
    }

    @Test
    void replace_closeFailsAfterTheCommit_stillReturnsTrue() throws SQLException {
        doThrow(new SQLException("can't close")).when(connection).close();

        assertThat(store.replace(FIRST, SECOND)).isTrue();
    }

    @Test
    void replace_rollbackFailsToo_throwsTheFirstFailure() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("first", "08006"));
        doThrow(new SQLException("second")).when(connection).rollback();

        assertThatThrownBy(() -> store.replace(FIRST, SECOND))
                .cause()
                .hasMessage("java.sql.SQLException")
                .satisfies(first -> assertThat(first.getSuppressed()).hasSize(1));
        verify(connection).close();
    }

    @Test
    void everyCall_autoCommitOff_commitsAndNeverChangesAutoCommit() throws SQLException {
        store.replace(FIRST, SECOND);
        verify(connection).commit();
        store.insert(FIRST);
        store.find(FIRST.key());
        store.purge(Instant.EPOCH, 1);

        verify(connection, times(4)).commit();
        verify(connection, never()).setAutoCommit(anyBoolean());
    }

    @Test
    void everyCall_autoCommitOn_neitherCommitsNorRollsBack() throws SQLException {
        when(connection.getAutoCommit()).thenReturn(true);
        store.insert(FIRST);
        when(write.executeUpdate()).thenThrow(new SQLException("gone", "08006"));
        assertEffect(Effect.UNKNOWN, () -> store.replace(FIRST, SECOND));

        verify(connection, never()).commit();
        verify(connection, never()).rollback();
    }

    @Test
    void insert_alwaysADuplicateButNoRecord_throwsAfterFiveAttempts() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("looks like a duplicate", "23505"));

        assertEffect(Effect.NONE, () -> store.insert(FIRST));
        verify(write, times(5)).executeUpdate();
    }

    @Test
    void insert_duplicateIsPurgedBeforeTheRead_insertsAfterAll() throws SQLException {
        when(write.executeUpdate())
                .thenThrow(new SQLException("duplicate", "23505"))
                .thenReturn(1);

        assertThat(store.insert(FIRST)).isTrue();
    }

    @Test
    void insert_unknownFailureAndNoRecord_isNotRetried() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("who knows", "XX000"));

        assertEffect(Effect.UNKNOWN, () -> store.insert(FIRST));
        verify(write, times(1)).executeUpdate();
    }

    @Test
    void insert_serializationFailure_isRetried() throws SQLException {
        when(write.executeUpdate())
                .thenThrow(new SQLException("conflict", "40001"))
                .thenReturn(1);

        assertThat(store.insert(FIRST)).isTrue();
    }

    @Test
    void insert_alwaysASerializationFailure_returnsFalse() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("conflict", "40P01"));

        assertThat(store.insert(FIRST)).isFalse();
    }

    @Test
    void insert_connectionLostAndReadFailsToo_hasUnknownEffect() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("gone", "08006"));
        when(read.executeQuery()).thenThrow(new SQLException("still gone", "08006"));

        assertEffect(Effect.UNKNOWN, () -> store.insert(FIRST));
    }

    /** The row may be what this insert wrote, or a later state of it. */
    @Test
    void insert_connectionLostAndARecordExists_hasUnknownEffect() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("gone", "08006"));
        when(rows.next()).thenReturn(true);
        when(rows.getString(1)).thenReturn(SECOND.stamp());
        when(rows.getLong(2)).thenReturn(SECOND.endsAt().toEpochMilli());
        when(rows.getString(3)).thenReturn(SECOND.body());

        assertEffect(Effect.UNKNOWN, () -> store.insert(FIRST));
    }

    @Test
    void find_noConnection_hasNoEffect() throws SQLException {
        when(dataSource.getConnection()).thenThrow(new SQLException("refused", "08001"));

        assertEffect(Effect.NONE, () -> store.find(FIRST.key()));
    }

    @Test
    void write_noConnection_hasNoEffectAndKeepsTheMessage() throws SQLException {
        when(dataSource.getConnection()).thenThrow(new SQLException("pool exhausted"));

        assertEffect(Effect.NONE, () -> store.insert(FIRST));
        assertEffect(Effect.NONE, () -> store.replace(FIRST, SECOND));
        assertThatThrownBy(() -> store.replace(FIRST, SECOND))
                .hasMessage("replace: no connection to the database (SQLException, error 0)")
                .cause()
                .hasMessage("pool exhausted");
    }

    @Test
    void replace_completionUnknown_hasUnknownEffectAndIsNoLostRace() throws SQLException {
        doThrow(new SQLException("who knows", "40003")).when(connection).commit();

        assertEffect(Effect.UNKNOWN, () -> store.replace(FIRST, SECOND));
    }

    @Test
    void find_serializationFailure_readsAgain() throws SQLException {
        when(read.executeQuery())
                .thenThrow(new SQLException("conflict", "40001"))
                .thenReturn(rows);

        assertThat(store.find(FIRST.key())).isEmpty();
    }

    @Test
    void anyFailure_messageQuotesARow_isNotRepeated() throws SQLException {
        when(write.executeUpdate()).thenThrow(new SQLException("Failing row contains (secret)", "23502"));

        assertThatThrownBy(() -> store.insert(FIRST))
                .satisfies(thrown ->
                        assertThat(stackTrace(thrown)).contains("23502").doesNotContain("secret"));
    }

    @Test
    void purge_sessionOpenedAgainMeanwhile_isNotDeleted() throws SQLException {
        when(rows.next()).thenReturn(true, false);
        when(rows.getString(1)).thenReturn(FIRST.key());
        store.purge(Instant.EPOCH, 10);

        verify(connection).prepareStatement("DELETE FROM handoff_session WHERE session_key IN (?) AND ends_at < ?");
    }

    @Test
    void find_rowThatIsNoRecord_throws() throws SQLException {
        when(rows.next()).thenReturn(true);
        when(rows.getString(anyInt())).thenReturn("nonsense");

        assertThatThrownBy(() -> store.find(FIRST.key()))
                .isInstanceOfSatisfying(TokenStoreException.class, thrown -> {
                    assertThat(thrown.effect()).isEqualTo(Effect.NONE);
                    assertThat(thrown.isRetryable()).isFalse();
                })
                .hasMessage("find: the row is not a valid record, because something else than the library changed it:"
                        + " the stamp must be 32 lower-case hexadecimal characters")
                .satisfies(thrown -> assertThat(stackTrace(thrown)).doesNotContain("nonsense"));
    }

    @Test
    void find_rowWithANull_throws() throws SQLException {
        when(rows.next()).thenReturn(true);
        when(rows.getString(anyInt())).thenReturn(FIRST.stamp());
        when(rows.wasNull()).thenReturn(true);

        assertThatThrownBy(() -> store.find(FIRST.key()))
                .isInstanceOf(TokenStoreException.class)
                .hasMessage("find: the row is not a valid record, because something else than the library changed it:"
                        + " a column is null");
    }

    @Test
    void purge_deadlock_returnsZero() throws SQLException {
        when(rows.next()).thenReturn(true, false);
        when(rows.getString(1)).thenReturn(FIRST.key());
        when(write.executeUpdate()).thenThrow(new SQLException("deadlock", "40001"));

        assertThat(store.purge(Instant.EPOCH, 10)).isZero();
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static void assertEffect(Effect effect, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        thrown -> assertThat(thrown.effect()).isEqualTo(effect));
    }
}
