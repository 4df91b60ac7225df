package dev.handoff.store.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a session and its cluster tell of themselves, as far as the store's promise depends on it.
 *
 * @param protocol the version of the native protocol that the session speaks
 * @param nodes how many the driver knows
 * @param lowersConsistency whether the session repeats a read at a lower consistency than was asked for
 * @param replication the keyspace's, as CQL says it; empty if there is no such keyspace
 * @param columns the table's, each with its kind and type; empty if there is no such table
 * @param options some of the table's
 * @param settings some of one node's, empty if they can't be read
 */
record ClusterFacts(
        int protocol,
        int nodes,
        boolean lowersConsistency,
        Map<String, String> replication,
        Map<String, String> columns,
        Map<String, String> options,
        Map<String, String> settings) {

    /** As the script has them. */
    private static final Map<String, String> COLUMNS = new TreeMap<>(Map.of(
            "session_key",
            "partition_key text",
            "stamp",
            "regular text",
            "ends_at",
            "regular bigint",
            "body",
            "regular text"));

    /** For as long as hints bring a node what it missed. */
    private static final int LEAST_GRACE_SECONDS = 3 * 60 * 60;

    static ClusterFacts of(CqlSession session, TableName table) {
        String where = " WHERE keyspace_name = ? AND table_name = ?";
        Row keyspace = ask(
                        session,
                        "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?",
                        table.keyspace())
                .one();
        Map<String, String> columns = new HashMap<>();
        for (Row row : ask(
                session,
                "SELECT column_name, kind, type FROM system_schema.columns" + where,
                table.keyspace(),
                table.table())) {
            columns.put(row.getString("column_name"), row.getString("kind") + " " + row.getString("type"));
        }
        Map<String, String> options = new HashMap<>();
        for (Row row : ask(session, "SELECT * FROM system_schema.tables" + where, table.keyspace(), table.table())) {
            for (String option : new String[] {"gc_grace_seconds", "read_repair"}) {
                if (row.getColumnDefinitions().contains(option)) {
                    options.put(option, String.valueOf(row.getObject(option)));
                }
            }
        }
        return new ClusterFacts(
                session.getContext().getProtocolVersion().getCode(),
                session.getMetadata().getNodes().size(),
                lowersConsistency(session.getContext().getRetryPolicy(DriverExecutionProfile.DEFAULT_NAME)),
                keyspace == null ? Map.of() : keyspace.getMap("replication", String.class, String.class),
                columns,
                options,
                settings(session));
    }

    Findings findings() {
        Findings found = new Findings();
        found.fault(
                protocol > ProtocolVersion.V4.getCode(),
                "the driver misreads an answer to a contended write at version 5 of the protocol: set"
                        + " advanced.protocol.version = V4");
        found.fault(
                lowersConsistency,
                "the session's retry policy repeats reads at a lower consistency, which answers with the past: set"
                        + " advanced.retry-policy.class = DefaultRetryPolicy");
        found.fault(replication.isEmpty(), "there is no such keyspace: make it");
        int replicas = replicas();
        found.fault(
                replicas == 1 && nodes > 1,
                "the keyspace keeps one copy on " + nodes
                        + " nodes, and a node that is lost takes its sessions along: replicate it three times");
        found.warning(
                replicas == 2,
                "the keyspace keeps two copies, and with one node down nothing can be read or written: replicate it three"
                        + " times");
        if (columns.isEmpty()) {
            found.fault(
                    !replication.isEmpty(),
                    "the table is missing: make it by the script dev/handoff/store/cassandra/schema.cql of this jar, which"
                            + " CassandraSchema.script returns");
        } else {
            compareTable(found);
        }
        compareSettings(found);
        return found;
    }

    private void compareTable(Findings found) {
        COLUMNS.forEach((name, kind) -> found.fault(
                !kind.equals(columns.get(name)),
                "column " + name + " is not as in the script dev/handoff/store/cassandra/schema.cql (" + kind
                        + "): make a" + " table by the script"));
        found.fault(
                columns.entrySet().stream()
                        .anyMatch(column -> !COLUMNS.containsKey(column.getKey())
                                && !column.getValue().startsWith("regular ")),
                "session_key alone is not the primary key: make a table by the script");
        found.fault(
                "NONE".equals(options.get("read_repair")),
                "what one find has seen the next one may miss: set the table's read_repair = 'BLOCKING'");
        found.warning(
                Integer.parseInt(options.getOrDefault("gc_grace_seconds", "86400")) < LEAST_GRACE_SECONDS,
                "nodes that were away get no hints: set the table's gc_grace_seconds to three hours or more");
    }

    private void compareSettings(Findings found) {
        String paxos = settings.getOrDefault("paxos_variant", "");
        found.fault(
                paxos.contains("without_linearizable_reads"),
                "a node's paxos_variant is " + paxos + ", whose reads may miss what is decided: set paxos_variant: v2");
        found.warning(
                paxos.equals("v1"),
                "a node's paxos_variant is v1, which is slower and less safe while nodes join: set paxos_variant: v2");
        found.warning(
                settings.getOrDefault("commitlog_sync", "").equals("periodic"),
                "a node's commitlog_sync is periodic: if most copies lose power within its period, a used code works"
                        + " again; set commitlog_sync: group");
        found.warning(
                settings.isEmpty(),
                "system_views.settings can't be read, so it is not known whether commitlog_sync is group and paxos_variant"
                        + " is v2");
    }

    /** In all data centres; 0 where the strategy counts none. */
    private int replicas() {
        return replication.entrySet().stream()
                .filter(option -> !option.getKey().equals("class"))
                .map(option -> option.getValue().replaceFirst("/.*", ""))
                .filter(count -> count.matches("\\d{1,4}"))
                .collect(Collectors.summingInt(Integer::parseInt));
    }

    private static Map<String, String> settings(CqlSession session) {
        Map<String, String> settings = new HashMap<>();
        try {
            for (Row row : ask(
                    session,
                    "SELECT name, value FROM system_views.settings WHERE name IN ('commitlog_sync', 'paxos_variant')")) {
                settings.put(row.getString("name"), String.valueOf(row.getString("value")));
            }
        } catch (QueryValidationException hidden) {
            // a warning says so
            return Map.of();
        }
        return settings;
    }

    /** Asks the policy itself: its name tells nothing of a host's own. */
    private static boolean lowersConsistency(RetryPolicy policy) {
        SimpleStatement read = SimpleStatement.newInstance("").setConsistencyLevel(ConsistencyLevel.QUORUM);
        return Stream.of(
                        policy.onUnavailableVerdict(read, ConsistencyLevel.QUORUM, 2, 1, 0),
                        policy.onReadTimeoutVerdict(read, ConsistencyLevel.QUORUM, 2, 1, false, 0))
                .anyMatch(verdict -> !ConsistencyLevel.QUORUM.equals(
                        verdict.getRetryRequest(read).getConsistencyLevel()));
    }

    private static ResultSet ask(CqlSession session, String cql, Object... values) {
        return session.execute(SimpleStatement.newInstance(cql, values).setIdempotent(true));
    }
}
