/** What calls cost: in memory beside what they can't do without, and on PostgreSQL beside bare statements. */
@NullMarked
package dev.handoff.benchmarks;

import org.jspecify.annotations.NullMarked;
