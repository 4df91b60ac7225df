/**
 * A store for relational databases, which needs only {@code java.sql}. {@link dev.handoff.store.jdbc.JdbcTokenStore}
 * writes with single conditional statements, whose row count decides which caller was first.
 * {@link dev.handoff.store.jdbc.JdbcSchema} creates or verifies its table; the store itself never runs DDL.
 * {@link dev.handoff.store.jdbc.TokenStoreCheck} reports, with the host's own {@code DataSource}, what would fail in
 * production.
 */
@NullMarked
package dev.handoff.store.jdbc;

import org.jspecify.annotations.NullMarked;
