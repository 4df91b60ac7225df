/** For testers of handoff logic and for authors of stores. */
module dev.handoff.testkit {
    requires transitive dev.handoff.core;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.handoff.testkit;
    exports dev.handoff.testkit.adversary;

    // the contract's tests are package-private, and JUnit must reach them for a subclass in a module of its own
    opens dev.handoff.testkit;
    opens dev.handoff.testkit.adversary;
}
