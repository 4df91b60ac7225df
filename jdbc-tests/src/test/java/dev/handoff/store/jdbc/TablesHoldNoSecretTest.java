package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.testkit.TestPhone;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The library's table contains no token, device id, attempt id or session id after a full run, and no plain hash of
 * them.
 */
class TablesHoldNoSecretTest {

    @ParameterizedTest
    @EnumSource(Databases.class)
    void table_afterAFullRun_holdsNoSecret(Databases database) throws Exception {
        DataSource pool = database.pool();
        HandoffService handoffs = TestHost.service(pool);
        String session = TestHost.newSession();
        TestPhone phone = new TestPhone(handoffs);
        Handoff code = handoffs.start(session).orElseThrow().handoff();
        Binding binding = phone.scans(code).saysHello().orElseThrow();
        handoffs.finish(binding, Outcome.failedRetryably("dump.marker")).orElseThrow();
        handoffs.mint(session).orElseThrow();

        String dump = dump(pool);
        assertThat(dump).contains("dump.marker", "created");
        for (String secret : List.of(
                session,
                phone.deviceId(),
                code.token().reveal(),
                code.attemptId().reveal())) {
            assertThat(dump).doesNotContain(secret).doesNotContain(sha256(secret));
        }
    }

    private static String dump(DataSource database) throws SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM handoff_session")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    dump.append(rows.getString(i)).append('\n');
                }
            }
        }
        return dump.toString();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
