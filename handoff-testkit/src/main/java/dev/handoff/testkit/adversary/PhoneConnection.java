package dev.handoff.testkit.adversary;

import dev.handoff.Outcome;
import java.util.Optional;

/**
 * One connection of a phone to the wiring under test. Each call sends one message unchanged and waits for the server's
 * reply. No call throws an exception for anything that a server may do: if the server has closed the connection, or
 * closes it without a reply, the call returns {@link ServerReply#closed()}. If the server neither replies nor closes
 * the connection, the adapter fails the test after a time that it chooses.
 *
 * <p>Each connection is used by one thread at a time.
 */
public interface PhoneConnection {

    /** Sends a hello. */
    ServerReply hello(Credentials phone);

    /** Sends a resume, to continue the session on this connection. */
    ServerReply resume(Credentials phone);

    /**
     * Reports the outcome of the phone's work. If the host itself decides the outcome, this method sends the message
     * that makes the host decide for this connection.
     */
    ServerReply finish(Outcome outcome);

    /**
     * Sends a hello and cuts the connection before the reply can be read. Unless overridden, reads the reply first.
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
     * adapter chooses. An adapter with a separate event stream opens it when hello or resume was accepted, and fails
     * the test if the server refuses it. The result is empty unless overridden: the attacks that need notices are
     * skipped where the server can't send them, such as over plain HTTP.
     */
    default Optional<ServerReply> hear() {
        return Optional.empty();
    }

    /** Cuts the connection without a message, as a phone does that loses its network. A second call has no effect. */
    void drop();
}
