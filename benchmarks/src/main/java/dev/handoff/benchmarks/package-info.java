/** Measures calls: in memory, compared with their minimal work, and on PostgreSQL, compared with bare statements. */
@NullMarked
package dev.handoff.benchmarks;

import org.jspecify.annotations.NullMarked;
