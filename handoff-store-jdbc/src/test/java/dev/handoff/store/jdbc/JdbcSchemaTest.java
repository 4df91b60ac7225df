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
                        .replace("  spent_through INTEGER,\n", "")
                        .replace("ends_at       BIGINT ", "ends_at       INTEGER")
                        .replace("state         VARCHAR(16) NOT NULL", "state         VARCHAR(16)")
                        .replace("issued_at     BIGINT", "issued_at     VARCHAR(30)")
                        .replace("claimed_at    BIGINT", "claimed_at    BIGINT NOT NULL"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database.pool(), "odd"))
                .withMessage(
                        "table odd is of another shape: column ends_at holds less than 64 bits,"
                                + " column state must not take null, column issued_at is no integer,"
                                + " column claimed_at must take null, no column spent_through, session_key alone is not the key");
    }

    /** SQLite limits no length. */
    @ParameterizedTest
    @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void verify_columnTooShort_namesIt(Databases database) throws SQLException {
        TestHost.execute(database.pool(), "DROP TABLE IF EXISTS short_column");
        TestHost.execute(
                database.pool(),
                JdbcSchema.script("short_column")
                        .replaceAll("(?s);.*", "")
                        .replace("device_hash   VARCHAR(64)", "device_hash   VARCHAR(63)"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database.pool(), "short_column"))
                .withMessageContaining("column device_hash holds less than 64 characters");
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
