/**
 * A store on Apache Cassandra. {@link dev.handoff.store.cassandra.CassandraTokenStore} writes with lightweight
 * transactions, so that only one of several writers wins, and its records expire by a time to live.
 * {@link dev.handoff.store.cassandra.CassandraSchema} returns the script of its table; the store itself never runs DDL.
 */
@NullMarked
package dev.handoff.store.cassandra;

import org.jspecify.annotations.NullMarked;
