package dev.handoff.testkit.adversary;

import dev.handoff.Outcome;
import java.util.Optional;

/**
 * One connection of a phone to the wiring under test. Each call sends one message, as it stands, and waits for what the
 * server replies to it. It never throws for what a server may do: a connection that the server has closed, or closes
 * without a word, is {@link ServerReply#closed()}. A server that neither replies nor closes fails the test, after a
 * time that the adapter chooses.
 *
 * <p>Each connection is used by one thread at a time.
 */
public interface PhoneConnection {

    /** Says hello. */
    ServerReply hello(Credentials phone);

    /** Asks to go on with what another connection began. */
    ServerReply resume(Credentials phone);

    /**
     * Says that the work is done. Where the host itself decides how it went, what makes it decide for this connection.
     */
    ServerReply finish(Outcome outcome);

    /**
     * Says hello and cuts the connection before the reply can be read. Unless overridden, reads it first.
     *
     * @see #drop()
     */
    default void helloAndDrop(Credentials phone) {
        hello(phone);
        drop();
    }

    /**
     * Waits for what the server sends without a message of the phone: the notice that ends this connection, as a
     * refusal with its code, or {@link ServerReply#closed()}. The test fails if neither arrives within a time that the
     * adapter chooses. The result is empty unless overridden: the attacks that need notices are skipped where the
     * server can't send them, such as over plain HTTP.
     */
    default Optional<ServerReply> hear() {
        return Optional.empty();
    }

    /** Cuts the connection without a last word, as a phone does that loses its network. Harmless when repeated. */
    void drop();
}
