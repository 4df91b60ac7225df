package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException.Effect;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** How instances that share a store learn what the others wrote, by the sessions' keys in the store. Thread-safe. */
interface ChangeFeed {
    /** In one query: PostgreSQL takes 65,535 parameters. */
    int MOST_KEYS = 16_384;

    /** Of which sessions the record bears another stamp than the known; "" for no record. May leave some for later. */
    Map<String, String> changesAmong(Map<String, String> known);

    /** Calls back with the key of every session that another instance tells of, from now on. */
    default void start(Consumer<String> onChange) {}

    /** Tells the other instances of a session that this one has written. */
    default void publish(String key) {}

    default void close() {}

    /** Of any database: one query for everything that is watched, each time. */
    static ChangeFeed asking(DataSource dataSource) {
        return known -> {
            Map<String, String> changes = new HashMap<>();
            List<String> keys = List.copyOf(known.keySet());
            for (int from = 0; from < keys.size(); from += MOST_KEYS) {
                List<String> some = keys.subList(from, Math.min(from + MOST_KEYS, keys.size()));
                changes.putAll(changes(dataSource, some, known));
            }
            return changes;
        };
    }

    private static Map<String, String> changes(DataSource dataSource, List<String> keys, Map<String, String> known) {
        // the next power of two, so that drivers meet few different statements
        int places = Integer.highestOneBit(2 * keys.size() - 1);
        String sql = "SELECT session_key, stamp FROM handoff_session WHERE session_key IN ("
                + String.join(", ", Collections.nCopies(places, "?")) + ")";
        return DemoSessions.ask(dataSource, Effect.NONE, sql, statement -> {
            for (int place = 0; place < places; place++) {
                statement.setString(place + 1, keys.get(Math.min(place, keys.size() - 1)));
            }
            Map<String, String> changes = new HashMap<>();
            keys.forEach(key -> changes.put(key, ""));
            var rows = statement.executeQuery();
            while (rows.next()) {
                changes.put(rows.getString(1), rows.getString(2));
            }
            changes.entrySet().removeAll(known.entrySet());
            return changes;
        });
    }
}
