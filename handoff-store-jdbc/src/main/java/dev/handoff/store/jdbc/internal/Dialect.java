package dev.handoff.store.jdbc.internal;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What each database needs in words of its own. Known by the name that the driver tells; the last one, in plain
 * standard SQL, is for every database that has no line here.
 */
public enum Dialect {
    // the product's name begins with, inserts plainly, limits by LIMIT, locks by FOR UPDATE
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

    /** The dialect of a database whose driver tells this name. */
    static Dialect ofProduct(@Nullable String name) {
        String told = name == null ? "" : name;
        return Arrays.stream(values())
                .filter(dialect -> told.startsWith(dialect.product))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The dialect that a host names.
     *
     * @throws IllegalArgumentException if there is none of this name; the message lists all
     */
    public static Dialect named(String name) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a dialect is one of " + Arrays.toString(values())));
    }

    /**
     * Whether an existing key makes the insert fail. Where it does not, the insert looks at the table itself, so that
     * no statement fails and aborts a transaction; MySQL, MariaDB and Derby deadlock over that look, and others can't
     * parse it.
     */
    boolean insertsPlainly() {
        return insertsPlainly;
    }

    /** What ends a query to take no more rows than a parameter says. SQL Server fetches only after an offset. */
    String limit() {
        if (hasLimit) {
            return "LIMIT ?";
        }
        return this == SQLSERVER ? "OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY" : "FETCH FIRST ? ROWS ONLY";
    }

    /** Whether {@code FOR UPDATE} locks a row until the transaction ends. Elsewhere an update of the row does. */
    boolean locksReads() {
        return locksReads;
    }

    /** The name, in lower case, as hosts and schema files spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
