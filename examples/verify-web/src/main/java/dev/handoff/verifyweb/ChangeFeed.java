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
    /** Of which sessions the store has another version than the known; -1 for no record. May leave some for later. */
    Map<String, Long> changesAmong(Map<String, Long> known);

    /** Calls back with the key of every session that another instance tells of, from now on. */
    default void start(Consumer<String> onChange) {}

    /** Tells the other instances of a session that this one has written. */
    default void publish(String key) {}

    default void close() {}

    /** Of any database: one query for everything that is watched, each time. */
    static ChangeFeed asking(DataSource dataSource) {
        return known -> known.isEmpty() ? known : changes(dataSource, known);
    }

    private static Map<String, Long> changes(DataSource dataSource, Map<String, Long> known) {
        List<String> keys = List.copyOf(known.keySet());
        // the next power of two, so that drivers meet few different statements
        int places = Integer.highestOneBit(2 * keys.size() - 1);
        String sql = "SELECT session_key, version FROM handoff_session WHERE session_key IN ("
                + String.join(", ", Collections.nCopies(places, "?")) + ")";
        return DemoSessions.ask(dataSource, Effect.NONE, sql, statement -> {
            for (int place = 0; place < places; place++) {
                statement.setString(place + 1, keys.get(Math.min(place, keys.size() - 1)));
            }
            Map<String, Long> changes = new HashMap<>(known);
            changes.replaceAll((key, version) -> -1L);
            var rows = statement.executeQuery();
            while (rows.next()) {
                changes.put(rows.getString(1), rows.getLong(2));
            }
            changes.entrySet().removeAll(known.entrySet());
            return changes;
        });
    }
}
