package dev.handoff.store.cassandra;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name. Its identifiers are plain and in lower case. CQL quotes them, so reserved words are allowed.
 *
 * @param keyspace empty for the keyspace that the host's session uses
 */
record TableName(String keyspace, String table) {

    /** The table's name in the script. */
    static final String DEFAULT = "handoff_session";

    private static final String IDENTIFIER = "[a-z][a-z0-9_]{0,47}";
    private static final Pattern NAME = Pattern.compile("(?:(" + IDENTIFIER + ")\\.)?(" + IDENTIFIER + ")");

    /**
     * Parses a name.
     *
     * @throws IllegalArgumentException if the name is not allowed
     */
    static TableName of(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a table's name must be a plain identifier in lower case, of at most"
                    + " 48 characters; a keyspace and a dot may stand before it");
        }
        return new TableName(matcher.group(1) == null ? "" : matcher.group(1), matcher.group(2));
    }

    /** Returns the name as CQL spells it. */
    String quoted() {
        return (keyspace.isEmpty() ? "" : '"' + keyspace + "\".") + '"' + table + '"';
    }

    @Override
    public String toString() {
        return keyspace.isEmpty() ? table : keyspace + '.' + table;
    }
}
