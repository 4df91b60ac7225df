/** Starts real nodes of Apache Cassandra on this machine's loopback addresses, for tests. */
@NullMarked
package dev.handoff.cassandra;

import org.jspecify.annotations.NullMarked;
