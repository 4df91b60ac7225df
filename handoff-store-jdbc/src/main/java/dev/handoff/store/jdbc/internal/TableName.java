package dev.handoff.store.jdbc.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table's name, with or without a schema. It has plain identifiers only, so that it needs no quotes in SQL, and it is
 * short enough for the name of its index.
 *
 * @param text the name as the host gave it
 */
public record TableName(String text) {

    /** The table's name in the scripts. */
    public static final String DEFAULT = "handoff_session";

    private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,54}";
    private static final Pattern NAME = Pattern.compile("(?:" + IDENTIFIER + "\\.)?" + IDENTIFIER);

    public TableName {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a table's name must be a plain identifier of at most 55 characters; a schema and a dot may stand"
                            + " before it");
        }
        for (String identifier : text.split("\\.", -1)) {
            if (ReservedWords.contains(identifier)) {
                throw new IllegalArgumentException(
                        identifier + " is a reserved word of SQL: choose another name for the table");
            }
        }
    }

    /** Returns the name without the schema. */
    public String simple() {
        return text.substring(text.indexOf('.') + 1);
    }

    /** Returns the schema, or null if the name has no schema. */
    public @Nullable String schema() {
        int dot = text.indexOf('.');
        return dot < 0 ? null : text.substring(0, dot);
    }

    @Override
    public String toString() {
        return text;
    }
}
