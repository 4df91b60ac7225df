/** For testers of handoff logic and for authors of stores. */
module dev.handoff.testkit {
    requires transitive dev.handoff.core;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.handoff.testkit;
}
