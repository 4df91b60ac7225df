/** A store on Apache Cassandra, which keeps one row per session and changes it by lightweight transactions. */
@NullMarked
package dev.handoff.store.cassandra;

import org.jspecify.annotations.NullMarked;
