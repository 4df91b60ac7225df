package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
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

/** What {@code docs/operations.md} tells operators to do works. */
class OperationsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern LOOK_UP = Pattern.compile("printf '([^']+)' \\| sha256sum");

    @TempDir
    private Path folder;

    @Test
    void flyway_withTheScriptOfTheJar_makesTheTable() throws Exception {
        DataSource database = database("flyway");
        try (InputStream script = JdbcSchema.class.getResourceAsStream("schema.sql")) {
            Files.copy(script, folder.resolve("V7__handoff.sql"));
        }
        for (int i = 0; i < 2; i++) {
            Flyway.configure()
                    .dataSource(database)
                    .locations("filesystem:" + folder)
                    .load()
                    .migrate();
        }

        assertThatCode(() -> JdbcSchema.verify(database)).doesNotThrowAnyException();
    }

    @Test
    void liquibase_withTheChangeLogOfThePage_makesTheTable() throws Exception {
        DataSource database = database("liquibase");
        Files.writeString(folder.resolve("changelog.xml"), block("xml"));
        ResourceAccessor resources =
                new CompositeResourceAccessor(new DirectoryResourceAccessor(folder), new ClassLoaderResourceAccessor());
        try (Connection connection = database.getConnection();
                Liquibase liquibase = new Liquibase("changelog.xml", resources, new JdbcConnection(connection))) {
            liquibase.update("");
            liquibase.update("");
        }

        assertThatCode(() -> JdbcSchema.verify(database)).doesNotThrowAnyException();
    }

    @Test
    void lookingUp_bySha256OfWhatThePagePrints_findsTheRow() throws Exception {
        DataSource database = database("look-up");
        JdbcSchema.createIfMissing(database);
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

    private static String block(String language) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(from, page.indexOf("```", from));
    }

    private static DataSource database(String name) {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
