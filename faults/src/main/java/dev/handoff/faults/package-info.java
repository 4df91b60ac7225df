/**
 * Phones play handoffs against several nodes while a fault is injected again and again, and a judge checks the answers.
 * {@link dev.handoff.faults.Main} runs everything; {@code faults/README.md} describes how.
 */
@NullMarked
package dev.handoff.faults;

import org.jspecify.annotations.NullMarked;
