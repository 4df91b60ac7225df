package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a cluster, by what it tells of itself. */
class ClusterFactsTest {

    private int protocol = 4;
    private int nodes = 3;
    private boolean lowersConsistency;
    private Map<String, String> replication =
            Map.of("class", "org.apache.cassandra.locator.NetworkTopologyStrategy", "dc1", "3");
    private final Map<String, String> columns = new HashMap<>(Map.of(
            "session_key",
            "partition_key text",
            "stamp",
            "regular text",
            "ends_at",
            "regular bigint",
            "body",
            "regular text"));
    private final Map<String, String> options =
            new HashMap<>(Map.of("gc_grace_seconds", "86400", "read_repair", "BLOCKING"));
    private Map<String, String> settings = new HashMap<>(Map.of("paxos_variant", "v2", "commitlog_sync", "group"));

    @Test
    void cluster_asItShouldBe_isFine() {
        assertThat(findings().faults()).isEmpty();
        assertThat(findings().warnings()).isEmpty();
    }

    @Test
    void protocol_ofVersion5_isAFault() {
        protocol = 5;
        assertFault("advanced.protocol.version = V4");
        protocol = 3;
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void retryPolicy_thatLowersConsistency_isAFault() {
        lowersConsistency = true;
        assertFault("advanced.retry-policy.class = DefaultRetryPolicy");
    }

    @Test
    void oneCopyOnSeveralNodes_isAFault() {
        replication = Map.of("class", "SimpleStrategy", "replication_factor", "1");
        assertFault("replicate it three times");
        nodes = 1;
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void oneCopyInEachOfTwoDataCentres_areTwo() {
        replication = Map.of("class", "NetworkTopologyStrategy", "dc1", "1", "dc2", "1/1");
        assertThat(findings().faults()).isEmpty();
        assertWarning("with one node down");
    }

    @Test
    void keyspace_thatIsMissing_isTheOnlyFault() {
        replication = Map.of();
        columns.clear();
        assertFault("no such keyspace");
    }

    @Test
    void table_thatIsMissing_isToldWithItsScript() {
        columns.clear();
        assertFault("schema.cql");
    }

    @Test
    void table_ofAnotherShape_isToldByItsColumns() {
        columns.put("ends_at", "regular timestamp");
        assertFault("column ends_at is not as in the script");
        columns.remove("body");
        assertThat(findings().faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("column body"));
    }

    @Test
    void table_withMoreInItsKey_isAFault() {
        columns.put("tenant", "clustering text");
        assertFault("session_key alone is not the primary key");
        columns.put("tenant", "regular text");
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void readRepair_thatIsOff_isAFault() {
        options.put("read_repair", "NONE");
        assertFault("read_repair = 'BLOCKING'");
    }

    @Test
    void graceThatEndsBeforeHints_isAWarning() {
        options.put("gc_grace_seconds", "10799");
        assertWarning("gc_grace_seconds");
        options.put("gc_grace_seconds", "10800");
        assertThat(findings().warnings()).isEmpty();
    }

    @Test
    void paxosVariant_thatMissesWhatIsDecided_isAFault() {
        settings.put("paxos_variant", "v2_without_linearizable_reads_or_rejected_writes");
        assertFault("paxos_variant: v2");
        settings.put("paxos_variant", "v1");
        assertThat(findings().faults()).isEmpty();
        assertWarning("paxos_variant: v2");
    }

    @Test
    void commitLog_thatIsWrittenLater_isAWarning() {
        settings.put("commitlog_sync", "periodic");
        assertWarning("commitlog_sync: group");
    }

    @Test
    void settings_thatCantBeRead_areAWarning() {
        settings = Map.of();
        assertWarning("can't be read");
    }

    private Findings findings() {
        return new ClusterFacts(protocol, nodes, lowersConsistency, replication, columns, options, settings).findings();
    }

    private void assertFault(String words) {
        assertThat(findings().faults())
                .singleElement()
                .asString()
                .contains(words)
                .contains(": ");
    }

    private void assertWarning(String words) {
        assertThat(findings().warnings()).singleElement().asString().contains(words);
    }
}
