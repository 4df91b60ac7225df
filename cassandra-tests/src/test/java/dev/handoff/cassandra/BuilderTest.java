package dev.handoff.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.store.cassandra.CassandraSchema;
import dev.handoff.store.cassandra.CassandraTokenStore;
import dev.handoff.store.cassandra.CassandraTokenStoreBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are not fit, and what is said of them. */
class BuilderTest {

    private static final CqlSession SESSION = Clusters.session(0);

    private final CassandraTokenStoreBuilder builder = CassandraTokenStore.builder(SESSION);

    @Test
    void protocolOfTheDriversOwnChoice_isRefused() {
        try (CqlSession latest = Clusters.shared().session(0, "V5")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> CassandraTokenStore.builder(latest).build())
                    .withMessageContaining("advanced.protocol.version = V4");
        }
    }

    @Test
    void keyspaceThatForgets_isRefused() {
        keyspace("forgetful", "AND durable_writes = false");

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.table("forgetful.handoff_session").build())
                .withMessageContaining("durable_writes");
    }

    @Test
    void missingTable_isToldWithTheScript() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.table("not_there").build())
                .withMessageContaining("There is no table not_there")
                .withMessageContaining("schema.cql");
    }

    @Test
    void missingKeyspace_isTold() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.table("nowhere.handoff_session").build())
                .withMessageContaining("There is no keyspace nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session_key text PRIMARY KEY, stamp text, ends_at bigint, body blob",
                "session_key text PRIMARY KEY, stamp text, ends_at bigint",
                "session_key text, stamp text, ends_at bigint, body text, PRIMARY KEY (session_key, stamp)"
            })
    void tableOfAnotherShape_isRefused(String columns) {
        keyspace("shapes", "");
        SESSION.execute("DROP TABLE IF EXISTS shapes.other");
        SESSION.execute("CREATE TABLE shapes.other (" + columns + ")");

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.table("shapes.other").build())
                .withMessageContaining("another shape");
    }

    @Test
    void createIfMissing_twice_makesATableThatIsFit() {
        keyspace("fit", "");
        CassandraSchema.createIfMissing(SESSION, "fit.sessions");
        CassandraSchema.createIfMissing(SESSION, "fit.sessions");

        assertThat(builder.table("fit.sessions").build().find("0".repeat(64))).isEmpty();
    }

    @Test
    void settings_thatCannotBeMeant_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.table("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.table("a.b.c"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retention(Duration.ofMinutes(4)));
    }

    private static void keyspace(String name, String options) {
        SESSION.execute("CREATE KEYSPACE IF NOT EXISTS " + name
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1} " + options);
    }
}
