package dev.handoff.store.jdbc.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table's name, with a schema in front or not: plain identifiers only, so that it can stand in SQL as it is, and
 * short enough that its index can be named after it.
 *
 * @param text the name as the host gave it
 */
public record TableName(String text) {

    /** The name that the script has. */
    public static final String DEFAULT = "handoff_session";

    private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,54}";
    private static final Pattern NAME = Pattern.compile("(?:" + IDENTIFIER + "\\.)?" + IDENTIFIER);

    public TableName {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a table's name is a plain identifier of at most 55 characters, with a schema and a dot in front or not");
        }
        for (String identifier : text.split("\\.", -1)) {
            if (ReservedWords.contains(identifier)) {
                throw new IllegalArgumentException(identifier + " is a reserved word of SQL and can't name a table");
            }
        }
    }

    /** The name without the schema. */
    public String simple() {
        return text.substring(text.indexOf('.') + 1);
    }

    /** The schema, null where the name has none. */
    public @Nullable String schema() {
        int dot = text.indexOf('.');
        return dot < 0 ? null : text.substring(0, dot);
    }

    @Override
    public String toString() {
        return text;
    }
}
