package dev.handoff.store.memory;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.handoff.spi.StoredRecord;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls of several threads return the same results as if they ran one after the other. Lincheck switches between
 * threads at each access to shared memory, and compares the results with a specification for one thread.
 */
@Tag("long")
class LinearizabilityTest {

    private static int rounds(int standard) {
        return Integer.getInteger("handoff.rounds", standard);
    }

    @Test
    void store_calledByTwoThreads_isLinearizable() {
        new ModelCheckingOptions()
                .iterations(rounds(10))
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                // records are immutable, so Lincheck need not switch threads inside them
                .addGuarantee(
                        forClasses(StoredRecord.class.getName()).allMethods().ignore())
                .sequentialSpecification(StoreSpecification.class)
                .check(StoreOperations.class);
    }

    @Test
    void service_calledByTwoDevices_isLinearizable() {
        new StressOptions()
                .iterations(rounds(3))
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(BindingSpecification.class)
                .check(BindingOperations.class);
    }
}
