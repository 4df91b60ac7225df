package dev.handoff.testkit.adversary;

import java.util.List;
import java.util.function.Supplier;

/**
 * A wiring that breaks promises.
 *
 * @param fault what the wiring does wrong
 * @param wiring creates a wiring for each test
 * @param brokenPromises the attacks that must fail
 */
record BrokenWiring(String fault, Supplier<TransportUnderTest> wiring, List<String> brokenPromises) {

    BrokenWiring(String fault, Supplier<TransportUnderTest> wiring, String... brokenPromises) {
        this(fault, wiring, List.of(brokenPromises));
    }

    @Override
    public String toString() {
        return fault;
    }
}
