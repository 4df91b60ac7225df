package dev.handoff.testkit.adversary;

import dev.handoff.SessionState;
import dev.handoff.testkit.SettableClock;
import java.util.List;
import java.util.Optional;

/**
 * The adapter over a host's wiring that an author of a transport implements for {@link TransportAdversary}. The wiring
 * has the default policy ({@link dev.handoff.HandoffPolicy#defaults()}); a wiring whose policy also requires safeguards
 * is a {@link SafeguardedTransport}.
 *
 * <p>{@link #connect} and {@link #cancel} are called from several threads at once. The other methods play the page and
 * may call the service directly, except {@link #send}, which is attacked.
 */
public interface TransportUnderTest extends AutoCloseable {

    /** Opens a new session and returns its id. */
    String openSession();

    /** Returns the code that the page shows for this session now. */
    ScannedCode mint(String sessionId);

    /**
     * Opens a new connection of a phone, which has sent no message yet. A transport without lasting connections returns
     * the state that one phone keeps between two requests, for instance a cookie.
     *
     * @param sessionId the session that the phone connects to, for transports that have the session in the address
     */
    PhoneConnection connect(String sessionId);

    /** Returns the state of the session. */
    SessionState status(String sessionId);

    /** Cancels the session, as the page does. Has no effect if the session is over. */
    void cancel(String sessionId);

    /**
     * Sends a request of a page as the victim's browser does: with the {@linkplain PageRequest#headers headers} that
     * name the page's origin, and with every cookie that the browser has for the host. Additions of the page's own
     * script, such as a proof in a header or the content type JSON, are sent for the
     * {@linkplain PageRequest#isOfOwnPage own page} only. The reply is accepted if the host did what was requested.
     *
     * <p>Returns an empty result, the default, if no page sends such a request: then the attack is reported as skipped.
     */
    default Optional<ServerReply> send(PageRequest request) {
        return Optional.empty();
    }

    /**
     * Returns the connections of attackers who know everything about the connection of a bound phone, such as its
     * session id and its number, but not the secret that ties its POST requests to its event stream. Before you return
     * them, let each one request the event stream of {@code bound} with its wrong secret. Its
     * {@link PhoneConnection#finish} sends the POST request of {@code bound}, and its {@link PhoneConnection#hear}
     * waits on that event stream.
     *
     * <p>Return at least an attacker who sends no secret, and an attacker who sends the secret of {@code other}. The
     * list is empty unless overridden: the attacks are skipped where a phone has a single channel for both directions.
     *
     * @param bound the connection that is attacked, after its hello was accepted
     * @param other the attacker's own connection to another session, after its hello was accepted
     */
    default List<PhoneConnection> intruders(PhoneConnection bound, PhoneConnection other) {
        return List.of();
    }

    /**
     * Returns the clock of the wiring. Returns an empty result, the default, if the clock can't be moved: then attacks
     * that need time to pass are reported as skipped.
     */
    default Optional<SettableClock> clock() {
        return Optional.empty();
    }

    /** Closes the wiring after each test. */
    @Override
    void close();
}
