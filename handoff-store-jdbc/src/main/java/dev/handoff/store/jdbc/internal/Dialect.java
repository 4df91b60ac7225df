package dev.handoff.store.jdbc.internal;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What differs between databases in the store's SQL. The name that the driver reports selects the dialect; the last
 * one, {@code STANDARD}, is used for every database without an entry.
 */
public enum Dialect {
    // how the product's name begins; then: inserts plainly, limits by LIMIT, locks by FOR UPDATE
    POSTGRESQL("PostgreSQL", false, true, true),
    MYSQL("MySQL", true, true, true),
    MARIADB("MariaDB", true, true, true),
    H2("H2", false, false, true),
    HSQLDB("HSQL Database Engine", false, false, true),
    SQLITE("SQLite", false, true, false),
    DERBY("Apache Derby", true, false, false),
    ORACLE("Oracle", true, false, true),
    SQLSERVER("Microsoft SQL Server", true, false, false),
    DB2("DB2", true, false, false),
    STANDARD("", false, false, false);

    private final String product;
    private final boolean insertsPlainly;
    private final boolean hasLimit;
    private final boolean locksReads;

    Dialect(String product, boolean insertsPlainly, boolean hasLimit, boolean locksReads) {
        this.product = product;
        this.insertsPlainly = insertsPlainly;
        this.hasLimit = hasLimit;
        this.locksReads = locksReads;
    }

    /** Returns the dialect of a database whose driver reports this name. */
    static Dialect ofProduct(@Nullable String name) {
        String reported = name == null ? "" : name;
        return Arrays.stream(values())
                .filter(dialect -> reported.startsWith(dialect.product))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns the dialect with this name.
     *
     * @throws IllegalArgumentException if the name is unknown; the message lists all names
     */
    public static Dialect named(String name) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown dialect " + name + ": use one of " + Arrays.toString(values())));
    }

    /**
     * Returns whether the insert is a plain one, which fails if the key exists. Otherwise the insert itself checks for
     * the key, so that no statement fails and aborts a transaction. With such inserts, MySQL, MariaDB and Derby
     * deadlock, and other databases can't parse them.
     */
    boolean insertsPlainly() {
        return insertsPlainly;
    }

    /** Returns the end of a query that limits its rows by a parameter. SQL Server needs an offset before a fetch. */
    String limit() {
        if (hasLimit) {
            return "LIMIT ?";
        }
        return this == SQLSERVER ? "OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY" : "FETCH FIRST ? ROWS ONLY";
    }

    /** Returns whether {@code FOR UPDATE} locks a row until the transaction ends. If not, an update locks it. */
    boolean locksReads() {
        return locksReads;
    }

    /** Returns the name in lower case, as hosts and schema files spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
