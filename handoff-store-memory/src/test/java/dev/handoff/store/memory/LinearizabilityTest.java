package dev.handoff.store.memory;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.handoff.spi.StoredRecord;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do at once can be told as if they had done it one after the other. Lincheck switches between them
 * wherever memory is shared, and compares what they were answered with a specification for one thread.
 */
class LinearizabilityTest {

    private static int rounds(int unlessTold) {
        return Integer.getInteger("handoff.rounds", unlessTold);
    }

    @Test
    void store_askedByTwoThreads_answersAsIfByOne() {
        new ModelCheckingOptions()
                .iterations(rounds(10))
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                // a record never changes: nothing happens to it between two threads
                .addGuarantee(
                        forClasses(StoredRecord.class.getName()).allMethods().ignore())
                .sequentialSpecification(StoreSpecification.class)
                .check(StoreOperations.class);
    }

    @Test
    void service_askedByTwoDevices_answersAsIfByOne() {
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
