package dev.handoff.spring.boot;

/** What the health component asks of a store that this module made. */
@FunctionalInterface
interface StoreHealth {

    /** Returns if the store can be used now, and throws what stands in the way. */
    void check() throws Exception;
}
