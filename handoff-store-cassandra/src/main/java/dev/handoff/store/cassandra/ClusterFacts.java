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
 * The facts about a session, its table and its cluster on which the store's safety depends.
 *
 * @param protocol the version of the native protocol that the session uses
 * @param nodes the number of nodes that the driver knows
 * @param lowersConsistency whether the session's retry policy repeats a read at a lower consistency
 * @param replication the keyspace's replication, as CQL spells it; empty if the keyspace is missing
 * @param columns the table's columns, each with its kind and type; empty if the table is missing
 * @param options some of the table's options
 * @param settings some settings of one node; empty if they can't be read
 */
record ClusterFacts(
        int protocol,
        int nodes,
        boolean lowersConsistency,
        Map<String, String> replication,
        Map<String, String> columns,
        Map<String, String> options,
        Map<String, String> settings) {

    /** The columns of the script. */
    private static final Map<String, String> COLUMNS = new TreeMap<>(Map.of(
            "session_key",
            "partition_key text",
            "stamp",
            "regular text",
            "ends_at",
            "regular bigint",
            "body",
            "regular text"));

    /** Nodes keep hints for this time, for a node that was down. */
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
                "the driver misreads the result of a contended write at version 5 of the native protocol: set"
                        + " advanced.protocol.version = V4");
        found.fault(
                lowersConsistency,
                "the session's retry policy repeats reads at a lower consistency, so they can return old records: set"
                        + " advanced.retry-policy.class = DefaultRetryPolicy");
        found.fault(replication.isEmpty(), "the keyspace is missing: create it");
        int replicas = replicas();
        found.fault(
                replicas == 1 && nodes > 1,
                "the keyspace keeps one copy on " + nodes
                        + " nodes, so the loss of a node loses its sessions: set its replication to three copies");
        found.warning(
                replicas == 2,
                "the keyspace keeps two copies, so with one node down nothing can be read or written: set its"
                        + " replication to three copies");
        if (columns.isEmpty()) {
            found.fault(
                    !replication.isEmpty(),
                    "the table is missing: create it with the script dev/handoff/store/cassandra/schema.cql of this jar,"
                            + " which CassandraSchema.script returns");
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
                        + "): create a table with the script"));
        found.fault(
                columns.entrySet().stream()
                        .anyMatch(column -> !COLUMNS.containsKey(column.getKey())
                                && !column.getValue().startsWith("regular ")),
                "session_key alone must be the primary key: create a table with the script");
        found.fault(
                "NONE".equals(options.get("read_repair")),
                "a find may miss a record that an earlier find returned: set the table's read_repair = 'BLOCKING'");
        found.warning(
                Integer.parseInt(options.getOrDefault("gc_grace_seconds", "86400")) < LEAST_GRACE_SECONDS,
                "a node that was down gets no hints: set the table's gc_grace_seconds to three hours or more");
    }

    private void compareSettings(Findings found) {
        String paxos = settings.getOrDefault("paxos_variant", "");
        found.fault(
                paxos.contains("without_linearizable_reads"),
                "a node's paxos_variant is " + paxos + ", so reads may miss decided writes: set paxos_variant: v2");
        found.warning(
                paxos.equals("v1"),
                "a node's paxos_variant is v1, which is slower and less safe while nodes join: set paxos_variant: v2");
        found.warning(
                settings.getOrDefault("commitlog_sync", "").equals("periodic"),
                "a node's commitlog_sync is periodic, so a used code works again if most copies lose power within its"
                        + " period: set commitlog_sync: group");
        found.warning(
                settings.isEmpty(),
                "system_views.settings can't be read: check on each node that commitlog_sync is group and paxos_variant"
                        + " is v2");
    }

    /** Returns the number of copies in all data centres, or 0 if the strategy has no numbers. */
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
            // the empty map leads to a warning
            return Map.of();
        }
        return settings;
    }

    /** Calls the policy, because a host may use its own policy, whose name says nothing. */
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
