/** Tools for tests of code that uses handoffs, and tests for authors of transports and stores. */
module dev.handoff.testkit {
    requires transitive dev.handoff.core;
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;
    requires static org.jspecify;

    exports dev.handoff.testkit;
    exports dev.handoff.testkit.adversary;
    exports dev.handoff.testkit.store;

    // the tests are package-private, and JUnit must reach them for a subclass in another module
    opens dev.handoff.testkit.adversary;
    opens dev.handoff.testkit.store;
}
