package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The faults and warnings that the facts of a cluster lead to. */
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
    void cluster_rightSettings_hasNoFaultAndNoWarning() {
        assertThat(findings().faults()).isEmpty();
        assertThat(findings().warnings()).isEmpty();
    }

    @Test
    void protocol_version5_isAFault() {
        protocol = 5;
        assertFault("advanced.protocol.version = V4");
        protocol = 3;
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void retryPolicy_lowersConsistency_isAFault() {
        lowersConsistency = true;
        assertFault("advanced.retry-policy.class = DefaultRetryPolicy");
    }

    @Test
    void keyspace_oneCopyOnSeveralNodes_isAFault() {
        replication = Map.of("class", "SimpleStrategy", "replication_factor", "1");
        assertFault("so the loss of a node loses its sessions");
        nodes = 1;
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void keyspace_oneCopyInEachOfTwoDataCentres_countsAsTwoCopies() {
        replication = Map.of("class", "NetworkTopologyStrategy", "dc1", "1", "dc2", "1/1");
        assertThat(findings().faults()).isEmpty();
        assertWarning("with one node down");
    }

    @Test
    void keyspace_missing_isTheOnlyFault() {
        replication = Map.of();
        columns.clear();
        assertFault("the keyspace is missing");
    }

    @Test
    void table_missing_isAFaultThatNamesTheScript() {
        columns.clear();
        assertFault("schema.cql");
    }

    @Test
    void table_wrongColumns_isAFaultForEachColumn() {
        columns.put("ends_at", "regular timestamp");
        assertFault("column ends_at is not as in the script");
        columns.remove("body");
        assertThat(findings().faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("column body"));
    }

    @Test
    void table_moreColumnsInItsKey_isAFault() {
        columns.put("tenant", "clustering text");
        assertFault("session_key alone must be the primary key");
        columns.put("tenant", "regular text");
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void readRepair_off_isAFault() {
        options.put("read_repair", "NONE");
        assertFault("read_repair = 'BLOCKING'");
    }

    @Test
    void gcGrace_shorterThanHints_isAWarning() {
        options.put("gc_grace_seconds", "10799");
        assertWarning("gc_grace_seconds");
        options.put("gc_grace_seconds", "10800");
        assertThat(findings().warnings()).isEmpty();
    }

    @Test
    void paxosVariant_readsMissDecidedWrites_isAFault() {
        settings.put("paxos_variant", "v2_without_linearizable_reads_or_rejected_writes");
        assertFault("paxos_variant: v2");
        settings.put("paxos_variant", "v1");
        assertThat(findings().faults()).isEmpty();
        assertWarning("paxos_variant: v2");
    }

    @Test
    void commitLog_periodicSync_isAWarning() {
        settings.put("commitlog_sync", "periodic");
        assertWarning("commitlog_sync: group");
    }

    @Test
    void settings_unreadable_areAWarning() {
        settings = Map.of();
        assertWarning("can't be read");
    }

    private Findings findings() {
        return new ClusterFacts(protocol, nodes, lowersConsistency, replication, columns, options, settings).findings();
    }

    private void assertFault(String part) {
        assertThat(findings().faults())
                .singleElement()
                .asString()
                .contains(part)
                .contains(": ");
    }

    private void assertWarning(String part) {
        assertThat(findings().warnings()).singleElement().asString().contains(part);
    }
}
