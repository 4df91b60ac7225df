package dev.handoff.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

/**
 * A column that the store needs.
 *
 * @param name in lower case
 * @param isText whether it holds text, else a whole number
 * @param size characters of a text, bits of a number
 * @param part what it belongs to, null if every record has it
 */
record Column(
        String name, boolean isText, int size, @Nullable Part part) {

    /** A part that a record may have or not, as a bit of the record's shape. */
    enum Part {
        COMPLETION(1),
        LATEST(2),
        CLAIM(4),
        REPORT(8);

        private final int bit;

        Part(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }
    }

    static Column text(String name, int length) {
        return new Column(name, true, length, null);
    }

    static Column number(String name, int bits) {
        return new Column(name, false, bits, null);
    }

    Column of(Part owner) {
        return new Column(name, isText, size, owner);
    }

    /** What stands for the value in a statement for records of a shape: what they don't have needs no parameter. */
    String value(int shape) {
        return part == null || (shape & part.bit()) != 0 ? "?" : "NULL";
    }
}
