package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestPhone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The instructions in {@code docs/operations.md} work. */
class OperationsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern LOOK_UP = Pattern.compile("printf '([^']+)' \\| sha256sum");

    @TempDir
    private Path folder;

    @Test
    void flyway_withTheScriptOfTheJar_makesTheTable() throws Exception {
        DataSource database = emptySchema("by_flyway");
        try (InputStream script = JdbcSchema.class.getResourceAsStream("schema/postgresql.sql")) {
            Files.copy(script, folder.resolve("V7__handoff.sql"));
        }
        for (int i = 0; i < 2; i++) {
            Flyway.configure()
                    .dataSource(database)
                    .locations("filesystem:" + folder)
                    .load()
                    .migrate();
        }

        assertThatCode(() -> JdbcSchema.verify(new JdbcTokenStore(database))).doesNotThrowAnyException();
    }

    @Test
    void liquibase_withTheChangeLogOfThePage_makesTheTable() throws Exception {
        DataSource database = emptySchema("by_liquibase");
        Files.writeString(folder.resolve("changelog.xml"), block("xml", "changeSet"));
        ResourceAccessor resources =
                new CompositeResourceAccessor(new DirectoryResourceAccessor(folder), new ClassLoaderResourceAccessor());
        try (Connection connection = database.getConnection();
                Liquibase liquibase = new Liquibase("changelog.xml", resources, new JdbcConnection(connection))) {
            liquibase.update("");
            liquibase.update("");
        }

        assertThatCode(() -> JdbcSchema.verify(new JdbcTokenStore(database))).doesNotThrowAnyException();
    }

    @Test
    void lookUp_bySha256AsThePageSays_findsTheRow() throws Exception {
        DataSource database = database("look-up");
        JdbcSchema.createIfMissing(new JdbcTokenStore(database));
        TestHost.service(database).open("vs_1").orElseThrow();
        Matcher printed = LOOK_UP.matcher(Files.readString(PAGE));
        assertThat(printed.find()).isTrue();
        Process shell = new ProcessBuilder("sh", "-c", "printf '" + printed.group(1) + "' | sha256sum").start();
        String key = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).substring(0, 64);

        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT session_key FROM handoff_session")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void count_byTheQueryOfThePage_returnsTheStatesOfTheService(Databases database) throws Exception {
        TestHost.makeTable(database.pool(), "counted");
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        HandoffService handoffs = TestHost.service(database.store().withTable("counted"))
                .clock(clock)
                .build();
        openOneOfEachKind(handoffs);
        handoffs.open("ended", clock.instant().plusSeconds(60)).orElseThrow();
        clock.advance(Duration.ofSeconds(60));

        Map<String, Integer> counts = new TreeMap<>();
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(block("sql", "LIKE")
                        .replace("handoff_session", "counted")
                        .replace("1772366400000", Long.toString(clock.millis())))) {
            while (rows.next()) {
                // HSQLDB pads all literals to the length of the longest
                counts.put(rows.getString(1).strip(), rows.getInt(2));
            }
        }
        assertThat(counts)
                .isEqualTo(Map.of(
                        "created", 2, "in_progress", 1, "succeeded", 1, "failed", 1, "cancelled", 1, "expired", 1));
    }

    private static void openOneOfEachKind(HandoffService handoffs) {
        handoffs.open("opened").orElseThrow();
        TestHost.start(handoffs);
        new TestPhone(handoffs).scans(TestHost.start(handoffs)).saysHello().orElseThrow();
        finishOne(handoffs, Outcome.succeeded());
        finishOne(handoffs, Outcome.failed("x"));
        handoffs.cancel(TestHost.start(handoffs).sessionId()).orElseThrow();
    }

    private static void finishOne(HandoffService handoffs, Outcome outcome) {
        TestPhone phone = new TestPhone(handoffs).scans(TestHost.start(handoffs));
        phone.saysHello().orElseThrow();
        phone.finishes(outcome).orElseThrow();
    }

    /** Returns the page's code block that has this language and contains this word. */
    private static String block(String language, String word) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\\n(.*?)```").matcher(Files.readString(PAGE));
        return block.results()
                .map(found -> found.group(1))
                .filter(text -> text.contains(word))
                .findFirst()
                .orElseThrow();
    }

    /** Opens PostgreSQL with a new schema. */
    private static DataSource emptySchema(String name) throws SQLException {
        TestHost.execute(Databases.POSTGRESQL.pool(), "CREATE SCHEMA " + name);
        return Databases.POSTGRESQL.open(config -> config.setSchema(name));
    }

    private static DataSource database(String name) {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
