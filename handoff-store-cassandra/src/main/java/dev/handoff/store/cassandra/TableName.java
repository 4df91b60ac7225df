package dev.handoff.store.cassandra;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name: plain identifiers in lower case, quoted where they stand in CQL, so that no reserved word is in the
 * way.
 *
 * @param keyspace empty for the one that the host's session uses
 */
record TableName(String keyspace, String table) {

    /** The name that the script has. */
    static final String DEFAULT = "handoff_session";

    private static final String IDENTIFIER = "[a-z][a-z0-9_]{0,47}";
    private static final Pattern NAME = Pattern.compile("(?:(" + IDENTIFIER + ")\\.)?(" + IDENTIFIER + ")");

    /**
     * Throws an {@link IllegalArgumentException} for anything else than identifiers, with a dot between them or not.
     */
    static TableName of(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a table's name is a plain identifier in lower case, of at most 48"
                    + " characters, with a keyspace and a dot in front or not");
        }
        return new TableName(matcher.group(1) == null ? "" : matcher.group(1), matcher.group(2));
    }

    /** As it stands in CQL. */
    String quoted() {
        return (keyspace.isEmpty() ? "" : '"' + keyspace + "\".") + '"' + table + '"';
    }

    @Override
    public String toString() {
        return keyspace.isEmpty() ? table : keyspace + '.' + table;
    }
}
