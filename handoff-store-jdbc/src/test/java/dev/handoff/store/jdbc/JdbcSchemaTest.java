package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSchemaTest {

    @ParameterizedTest
    @EnumSource(Databases.class)
    void createIfMissing_twice_isHarmless(Databases database) throws SQLException {
        JdbcSchema.createIfMissing(database.pool());
        JdbcSchema.createIfMissing(database.pool());

        assertThatCode(() -> JdbcSchema.verify(database.pool())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void script_runVerbatimTwice_makesATableThatTheStoreCanUse(Databases database) throws SQLException {
        TestHost.execute(database.pool(), "DROP TABLE IF EXISTS by_script");
        for (int i = 0; i < 2; i++) {
            for (String statement : JdbcSchema.script("by_script").split(";", -1)) {
                if (!statement.isBlank()) {
                    TestHost.execute(database.pool(), statement);
                }
            }
        }

        assertThatCode(() -> JdbcSchema.verify(database.pool(), "by_script")).doesNotThrowAnyException();
        assertThat(new JdbcTokenStore(database.pool(), "by_script").find("0".repeat(64)))
                .isEmpty();
    }

    /** SQLite has no schemas of its own making. */
    @ParameterizedTest
    @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void createIfMissing_tableInASchema_isUsable(Databases database) throws SQLException {
        TestHost.execute(database.pool(), "CREATE SCHEMA IF NOT EXISTS hosts");
        JdbcSchema.createIfMissing(database.pool(), "hosts.phone_handoff");
        JdbcSchema.createIfMissing(database.pool(), "hosts.phone_handoff");

        assertThatCode(() -> JdbcSchema.verify(database.pool(), "hosts.phone_handoff"))
                .doesNotThrowAnyException();
        assertThat(new JdbcTokenStore(database.pool(), "hosts.phone_handoff").find("0".repeat(64)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void verify_tableOfAnotherShape_namesEveryFault(Databases database) throws SQLException {
        TestHost.execute(database.pool(), "DROP TABLE IF EXISTS odd");
        TestHost.execute(
                database.pool(),
                JdbcSchema.script("odd")
                        .replaceAll("(?s);.*", "")
                        .replace(" PRIMARY KEY", "")
                        .replace("  stamp       VARCHAR(32)  NOT NULL,\n", "")
                        .replace("BIGINT ", "INTEGER")
                        .replace("VARCHAR(512) NOT NULL", "VARCHAR(512)"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database.pool(), "odd"))
                .withMessage("table odd is of another shape: column ends_at is no integer of 64 bits,"
                        + " column body must not take null, no column stamp,"
                        + " session_key alone is not the primary key");
    }

    /** SQLite limits no length. */
    @ParameterizedTest
    @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void verify_columnTooShort_namesIt(Databases database) throws SQLException {
        TestHost.execute(database.pool(), "DROP TABLE IF EXISTS short_column");
        TestHost.execute(
                database.pool(),
                JdbcSchema.script("short_column").replaceAll("(?s);.*", "").replace("VARCHAR(512)", "VARCHAR(511)"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database.pool(), "short_column"))
                .withMessageContaining("column body holds less than 512 characters");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void verify_noTable_throws(Databases database) {
        assertThatThrownBy(() -> JdbcSchema.verify(database.pool(), "nowhere")).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a;drop table x",
                "a.b.c",
                ".a",
                "a.",
                "1a",
                "\"a\"",
                "a'",
                "ä",
                "a-b",
                "order",
                "USER",
                "a.Group",
                "limit"
            })
    void tableName_noIdentifierOrReserved_isRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new JdbcTokenStore(Databases.H2.pool(), name));
        assertThatIllegalArgumentException().isThrownBy(() -> JdbcSchema.script(name));
    }
}
