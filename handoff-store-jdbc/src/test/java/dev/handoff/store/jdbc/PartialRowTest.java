package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.TestPhone;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row of which somebody took a part away is no record, and above all none that unbinds the phone. */
class PartialRowTest {

    private static final String TABLE = "partial_rows";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device_hash",
                "claimed_no",
                "connection_no",
                "spent_through",
                "issued_at",
                "claimed_at",
                "approved",
                "reported_at"
            })
    void find_columnTakenAway_isTroubleAndNeverAnotherRecord(String column) throws SQLException {
        JdbcSchema.createIfMissing(Databases.H2.pool(), TABLE);
        HandoffService handoffs =
                TestHost.service(new JdbcTokenStore(Databases.H2.pool(), TABLE)).build();
        TestPhone phone = new TestPhone(handoffs);
        Handoff code = handoffs.start(TestHost.newSession()).orElseThrow();
        handoffs.finish(phone.scans(code).saysHello().orElseThrow(), Outcome.failedRetryably("x"))
                .orElseThrow();
        TestHost.execute(Databases.H2.pool(), "UPDATE " + TABLE + " SET " + column + " = NULL");

        assertThatThrownBy(() -> handoffs.mint(code.sessionId()))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("no valid record")
                .hasMessageContaining(column);
    }
}
