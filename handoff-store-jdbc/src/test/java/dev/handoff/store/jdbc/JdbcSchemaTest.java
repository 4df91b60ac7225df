package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSchemaTest {

    static List<DataSource> databases() {
        return List.of(Databases.H2.pool(), Databases.POSTGRESQL.pool());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("databases")
    void createIfMissing_twice_isHarmless(DataSource database) throws SQLException {
        JdbcSchema.createIfMissing(database);
        JdbcSchema.createIfMissing(database);

        assertThatCode(() -> JdbcSchema.verify(database)).doesNotThrowAnyException();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("databases")
    void createIfMissing_tableInASchema_isUsable(DataSource database) throws SQLException {
        execute(database, "CREATE SCHEMA IF NOT EXISTS hosts");
        JdbcSchema.createIfMissing(database, "hosts.phone_handoff");

        assertThatCode(() -> JdbcSchema.verify(database, "hosts.phone_handoff")).doesNotThrowAnyException();
        assertThat(new JdbcTokenStore(database, "hosts.phone_handoff").find("0".repeat(64)))
                .isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("databases")
    void verify_columnMissingOrOfAnotherType_namesThem(DataSource database) throws SQLException {
        execute(database, "DROP TABLE IF EXISTS odd");
        JdbcSchema.createIfMissing(database, "odd");
        execute(database, "ALTER TABLE odd DROP COLUMN spent_through");
        execute(database, "ALTER TABLE odd DROP COLUMN ends_at");
        execute(database, "ALTER TABLE odd ADD COLUMN ends_at TIMESTAMP");

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database, "odd"))
                .withMessage("table odd is of another shape: column ends_at is no integer, no column spent_through");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("databases")
    void verify_noTable_throws(DataSource database) {
        assertThatThrownBy(() -> JdbcSchema.verify(database, "nowhere")).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;drop table x", "a.b.c", ".a", "a.", "1a", "\"a\"", "a'", "ä", "a-b"})
    void tableName_noIdentifier_isRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new JdbcTokenStore(Databases.H2.pool(), name));
        assertThatIllegalArgumentException().isThrownBy(() -> JdbcSchema.script(name));
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
