/** For testers of handoff logic and for authors of stores. */
module dev.handoff.testkit {
    requires transitive dev.handoff.core;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.handoff.testkit;

    // the contract's tests are package-private, and JUnit must reach them for a subclass in a module of its own
    opens dev.handoff.testkit;
}
