package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.alibaba.druid.sql.parser.ParserException;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every statement that the library sends is valid in the grammar of its database. The build can't run servers of
 * Oracle, SQL Server and Db2. It runs MySQL, whose grammar is tested here to show how good such grammars are.
 */
class VendorGrammarTest {

    private static final List<String> TABLES = List.of("handoff_session", "shop.phone_handoff");

    @ParameterizedTest
    @CsvSource({"ORACLE, 10", "SQLSERVER, 9", "DB2, 9", "MYSQL, 9"})
    void everyStatement_inItsVendorsGrammar_isValid(VendorGrammar vendor, int count) throws SQLException {
        for (String table : TABLES) {
            assertThat(sent(vendor.dialect(), table))
                    .hasSize(count)
                    .allSatisfy(sql ->
                            assertThatCode(() -> vendor.parse(sql)).as(sql).doesNotThrowAnyException());
        }
    }

    /** Each statement belongs to another database, or to no database. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ORACLE SQLSERVER           | SELECT k FROM t WHERE n < ? ORDER BY n LIMIT ?
            SQLSERVER MYSQL            | SELECT k FROM t WHERE n < ? ORDER BY n FETCH FIRST ? ROWS ONLY
            MYSQL                      | SELECT k FROM t WHERE n < ? ORDER BY n OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY
            SQLSERVER                  | SELECT k FROM t WHERE k = ? FOR UPDATE
            ORACLE SQLSERVER MYSQL DB2 | SELECT k FROM t; rubbish
            ORACLE SQLSERVER MYSQL DB2 | SELECT k FROM t WHERE
            ORACLE SQLSERVER MYSQL DB2 | UPDATE t SET n = ?, WHERE k = ?
            ORACLE SQLSERVER MYSQL     | DELETE FROM t WHERE k IN () AND n < ?
            ORACLE SQLSERVER MYSQL DB2 | INSERT INTO t (k, n) SELECT ?, ? FROM (VALUES (0)) AS one WHERE NOT EXISTS (SELECT 1 FROM t WHERE k = ?)
            ORACLE                     | INSERT INTO t (k, n) SELECT ?, ? FROM (SELECT COUNT(*) AS n FROM t WHERE k = ?) AS c WHERE c.n = 0
            ORACLE SQLSERVER MYSQL DB2 | INSERT INTO t (k, n) VALUES (?, ?) ON CONFLICT DO NOTHING
            ORACLE SQLSERVER DB2       | INSERT INTO t (k, n) VALUES (?, ?) ON DUPLICATE KEY UPDATE n = n
            ORACLE SQLSERVER MYSQL DB2 | CREATE INDEX IF NOT EXISTS t_n ON t (n)
            ORACLE SQLSERVER           | CREATE TABLE IF NOT EXISTS t (k VARCHAR(64) NOT NULL PRIMARY KEY)
            MYSQL                      | CREATE TABLE t (k VARCHAR2(64) NOT NULL PRIMARY KEY)
            SQLSERVER DB2              | CREATE TABLE t (k VARCHAR(64) COLLATE "C" NOT NULL PRIMARY KEY)
            """)
    void parse_statementThatTheVendorDoesNotKnow_isRefused(String vendors, String sql) {
        assertThat(Stream.of(vendors.split(" ")).map(VendorGrammar::valueOf))
                .as(sql)
                .allSatisfy(vendor -> assertThatThrownBy(() -> vendor.parse(sql))
                        .as(vendor.name())
                        .isInstanceOf(ParserException.class));
    }

    @Test
    void parse_statementsInAnotherVendorsDialect_areRefused() throws SQLException {
        Set<String> sent = sent("mysql", TABLES.get(0));

        assertThat(sent.stream().filter(VendorGrammar.ORACLE::refuses))
                .hasSize(2)
                .anyMatch(sql -> sql.endsWith(" LIMIT ?"))
                .anyMatch(sql -> sql.startsWith("CREATE TABLE IF NOT EXISTS"));
        assertThat(sent.stream().filter(VendorGrammar.SQLSERVER::refuses))
                .hasSize(3)
                .anyMatch(sql -> sql.endsWith(" FOR UPDATE"));
        assertThat(sent.stream().filter(VendorGrammar.DB2::refuses)).hasSize(1);
    }

    /** Returns each statement that the library sends to create and use the table, also inside host transactions. */
    private static Set<String> sent(String dialect, String table) throws SQLException {
        Set<String> sent = new LinkedHashSet<>();
        JdbcTokenStore store = new JdbcTokenStore(OddDataSources.giving(number -> recording(sent)))
                .withDialect(dialect)
                .withTable(table)
                .withOwnConnections();
        JdbcSchema.createIfMissing(store);
        StoredRecord record = Records.endingAt(Instant.EPOCH);
        store.insert(record);
        store.find(record.key());
        store.replace(record, Records.next(record));
        store.purge(Instant.EPOCH, 1);
        for (int isolation : List.of(Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_SERIALIZABLE)) {
            Connection connection = recording(sent);
            when(connection.getTransactionIsolation()).thenReturn(isolation);
            JoinedTokenStore joined = store.joining(connection);
            joined.find(record.key());
            joined.insert(record);
            joined.replace(record, Records.next(record));
            joined.purge(Instant.EPOCH, 1);
        }
        return sent;
    }

    /** Mocks a database without the table. Every update changes one row; queries find three keys or nothing. */
    private static Connection recording(Set<String> sent) throws SQLException {
        Connection connection = mock();
        Statement plain = mock();
        when(connection.createStatement()).thenReturn(plain);
        when(plain.execute(anyString())).thenAnswer(call -> !sent.add(call.getArgument(0)));
        when(plain.executeQuery(anyString())).thenAnswer(call -> {
            sent.add(call.getArgument(0));
            throw new SQLException("no such table");
        });
        when(connection.prepareStatement(anyString())).thenAnswer(call -> {
            sent.add(call.getArgument(0));
            boolean findsKeys = call.<String>getArgument(0).startsWith("SELECT session_key");
            PreparedStatement statement = mock();
            ResultSet rows = mock();
            when(statement.executeUpdate()).thenReturn(1);
            when(statement.executeQuery()).thenReturn(rows);
            when(rows.next()).thenReturn(findsKeys, findsKeys, findsKeys, false);
            when(rows.getString(1)).thenReturn("a key");
            return statement;
        });
        return connection;
    }
}
