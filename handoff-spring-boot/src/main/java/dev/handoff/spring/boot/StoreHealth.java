package dev.handoff.spring.boot;

/** Checks a store that this module made, for the health indicator. */
@FunctionalInterface
interface StoreHealth {

    /** Returns if the store can be used now, and throws otherwise. */
    void check() throws Exception;
}
