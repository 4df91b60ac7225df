/**
 * Phones play handoffs against several nodes while a fault is injected again and again, and a judge reads what they
 * were told. {@link dev.handoff.faults.Main} runs all of it; {@code faults/README.md} says how.
 */
@NullMarked
package dev.handoff.faults;

import org.jspecify.annotations.NullMarked;
