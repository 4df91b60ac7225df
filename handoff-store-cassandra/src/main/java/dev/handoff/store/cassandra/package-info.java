/**
 * A store on Apache Cassandra: {@link dev.handoff.store.cassandra.CassandraTokenStore} writes by lightweight
 * transactions, so that one of many writers wins on any node, and a time to live forgets what is over.
 * {@link dev.handoff.store.cassandra.CassandraSchema} has the script of its table; the store itself never runs DDL.
 */
@NullMarked
package dev.handoff.store.cassandra;

import org.jspecify.annotations.NullMarked;
