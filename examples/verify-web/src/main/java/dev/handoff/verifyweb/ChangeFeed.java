package dev.handoff.verifyweb;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How instances that share a store learn what the others wrote, by the sessions' keys in the store. Thread-safe. */
@FunctionalInterface
interface ChangeFeed {
    /** In one query: PostgreSQL takes 65,535 parameters. */
    int MOST_KEYS = 16_384;

    /** Of which sessions the record bears another stamp than the known; "" for no record. */
    Map<String, String> changesAmong(Map<String, String> known);

    /** One query for everything that is watched, each time. */
    static ChangeFeed asking(Database database) {
        return known -> {
            List<String> keys = List.copyOf(known.keySet());
            Map<String, String> stamps = new HashMap<>();
            keys.forEach(key -> stamps.put(key, ""));
            for (int from = 0; from < keys.size(); from += MOST_KEYS) {
                List<String> some = keys.subList(from, Math.min(from + MOST_KEYS, keys.size()));
                stamps(database, some).forEach(stamp -> stamps.put(stamp.getKey(), stamp.getValue()));
            }
            stamps.entrySet().removeAll(known.entrySet());
            return stamps;
        };
    }

    private static List<Map.Entry<String, String>> stamps(Database database, List<String> keys) {
        // the next power of two, so that drivers meet few different statements
        Object[] places = new Object[Integer.highestOneBit(2 * keys.size() - 1)];
        Arrays.setAll(places, place -> keys.get(Math.min(place, keys.size() - 1)));
        String marks = String.join(", ", Collections.nCopies(places.length, "?"));
        String sql = "SELECT session_key, stamp FROM handoff_session WHERE session_key IN (" + marks + ")";
        return database.query(sql, row -> Map.entry(row.getString(1), row.getString(2)), places);
    }
}
