/**
 * One store for relational databases, over {@code java.sql} alone: {@link dev.handoff.store.jdbc.JdbcTokenStore} asks
 * one statement per question, and the row count says who was first. {@link dev.handoff.store.jdbc.JdbcSchema} makes its
 * table or verifies it; the store itself never runs DDL. {@link dev.handoff.store.jdbc.TokenStoreCheck} tells, on the
 * host's own {@code DataSource}, what would hurt in production.
 */
@NullMarked
package dev.handoff.store.jdbc;

import org.jspecify.annotations.NullMarked;
