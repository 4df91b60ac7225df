/** The handoff service, and the interfaces that stores and device hashers implement. */
module dev.handoff.core {
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.handoff;
    exports dev.handoff.spi;
}
