package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.store.jdbc.internal.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSchemaTest {

    @ParameterizedTest
    @EnumSource(Databases.class)
    void createIfMissing_twice_isHarmless(Databases database) throws SQLException {
        JdbcSchema.createIfMissing(database.store());
        JdbcSchema.createIfMissing(database.store());

        assertThatCode(() -> JdbcSchema.verify(database.store())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void script_runAsItIs_createsATableForTheStore(Databases database) throws SQLException {
        TestHost.drop(database.pool(), "by_script");
        String script = JdbcSchema.script(database.dialect(), "by_script");
        for (int i = 0; i < (script.contains("twice is harmless") ? 2 : 1); i++) {
            for (String statement : script.split(";", -1)) {
                if (!statement.isBlank()) {
                    TestHost.execute(database.pool(), statement);
                }
            }
        }

        assertThatCode(() -> JdbcSchema.verify(database.store().withTable("by_script")))
                .doesNotThrowAnyException();
        assertThat(database.store().withTable("by_script").find("0".repeat(64))).isEmpty();
    }

    /** A native image contains only the resources that its configuration lists. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void script_ofEveryDialect_isListedForNativeImages(Dialect dialect) throws IOException {
        String script = "dev/handoff/store/jdbc/schema/" + dialect + ".sql";
        assertThat(JdbcSchema.class.getResource("/" + script)).isNotNull();
        try (InputStream in = JdbcSchema.class.getResourceAsStream(
                "/META-INF/native-image/dev.handoff/handoff-store-jdbc/resource-config.json")) {
            String config = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(script).matches(config.replaceAll("(?s).*\"pattern\": \"([^\"]+)\".*", "$1"));
        }
    }

    /** SQLite can't create schemas. */
    @ParameterizedTest
    @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void createIfMissing_tableInASchema_isUsable(Databases database) throws SQLException {
        TestHost.execute(
                database.pool(),
                database.dialect().matches("derby|db2") ? "CREATE SCHEMA hosts" : "CREATE SCHEMA IF NOT EXISTS hosts");
        JdbcSchema.createIfMissing(database.store().withTable("hosts.phone_handoff"));
        JdbcSchema.createIfMissing(database.store().withTable("hosts.phone_handoff"));

        assertThatCode(() -> JdbcSchema.verify(database.store().withTable("hosts.phone_handoff")))
                .doesNotThrowAnyException();
        assertThat(database.store().withTable("hosts.phone_handoff").find("0".repeat(64)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void verify_tableThatDoesNotFit_namesEveryFault(Databases database) throws SQLException {
        TestHost.drop(database.pool(), "odd");
        TestHost.execute(
                database.pool(),
                JdbcSchema.script(database.dialect(), "odd")
                        .replaceAll("(?s);.*", "")
                        .replace(" PRIMARY KEY", "")
                        .replaceAll(" +stamp .*\n", "")
                        .replaceAll("BIGINT|NUMBER.19.", "INTEGER")
                        .replaceAll("(VARCHAR2?.512.) NOT NULL", "$1"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database.store().withTable("odd")))
                .withMessage("table odd does not fit the store: column ends_at must be an integer of 64 bits,"
                        + " column body must not allow null, column stamp is missing,"
                        + " session_key alone must be the primary key; compare it with JdbcSchema.script");
    }

    /** SQLite limits no length. */
    @ParameterizedTest
    @EnumSource(value = Databases.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void verify_columnTooShort_namesIt(Databases database) throws SQLException {
        TestHost.drop(database.pool(), "short_column");
        TestHost.execute(
                database.pool(),
                JdbcSchema.script(database.dialect(), "short_column")
                        .replaceAll("(?s);.*", "")
                        .replace("(512)", "(511)"));

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(database.store().withTable("short_column")))
                .withMessageContaining("column body must hold 512 characters");
    }

    /** PostgreSQL's default path starts with a schema of the user's name. */
    @Test
    void verify_tableInALaterSchemaOfThePath_findsIt() throws SQLException {
        TestHost.execute(Databases.POSTGRESQL.pool(), "CREATE SCHEMA IF NOT EXISTS earlier");
        try (HikariDataSource pool =
                Databases.POSTGRESQL.open(config -> config.setConnectionInitSql("SET search_path = earlier, public"))) {
            JdbcTokenStore store = new JdbcTokenStore(pool);

            assertThatCode(() -> JdbcSchema.verify(store)).doesNotThrowAnyException();
        }
    }

    /** A host without the right to DDL also calls this method. */
    @ParameterizedTest
    @EnumSource(Databases.class)
    void createIfMissing_tableExists_runsNoDdl(Databases database) throws SQLException {
        CountingDataSource counting = new CountingDataSource(database.pool());
        JdbcSchema.createIfMissing(database.store(counting));

        boolean asksForTheSchema = database.dialect().equals("postgresql");
        assertThat(counting.statements())
                .as("statements: only reads of the catalog")
                .isEqualTo(asksForTheSchema ? 2 : 1);
    }

    @Test
    void createIfMissing_tableThatDoesNotFit_changesNothing() throws SQLException {
        TestHost.drop(Databases.H2.pool(), "not_ours");
        TestHost.execute(Databases.H2.pool(), "CREATE TABLE not_ours (id INT)");
        JdbcTokenStore store = Databases.H2.store().withTable("not_ours");
        JdbcSchema.createIfMissing(store);

        assertThatIllegalStateException().isThrownBy(() -> JdbcSchema.verify(store));
    }

    /** MySQL and MariaDB create the index with the table. */
    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"MYSQL", "MARIADB", "MARIADB_SERIALIZABLE"},
            mode = EnumSource.Mode.EXCLUDE)
    void createIfMissing_indexMissing_createsOnlyTheIndex(Databases database) throws Exception {
        TestHost.drop(database.pool(), "no_index");
        TestHost.execute(
                database.pool(),
                JdbcSchema.script(database.dialect(), "no_index").replaceAll("(?s);.*", ""));
        JdbcTokenStore store = database.store().withTable("no_index");
        JdbcSchema.createIfMissing(store);

        assertThat(CheckedTables.worseThanNotes(TokenStoreCheck.of(store).run(CheckedTables.SHORT)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void verify_noTable_saysHowToCreateIt(Databases database) {
        JdbcTokenStore store = database.store().withTable("nowhere");

        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSchema.verify(store))
                .withMessageContaining("table nowhere is missing")
                .withMessageContaining("schema/" + database.dialect() + ".sql");
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Databases.H2.store().withTable(name));
        assertThatIllegalArgumentException().isThrownBy(() -> JdbcSchema.script("h2", name));
    }
}
