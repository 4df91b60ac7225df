package dev.handoff.testkit.adversary;

import dev.handoff.SessionState;
import dev.handoff.testkit.SettableClock;
import java.util.List;
import java.util.Optional;

/**
 * A host's wiring, as its page and its phones reach it: what an author of a transport implements for
 * {@link TransportAdversary}. The wiring has the default policy ({@link dev.handoff.HandoffPolicy#defaults()}); one
 * that asks for safeguards besides is a {@link SafeguardedTransport}.
 *
 * <p>{@link #connect} and {@link #cancel} are called from several threads at once. The rest is the page's side: it may
 * call the service directly, but for {@link #send}, which is attacked.
 */
public interface TransportUnderTest extends AutoCloseable {

    /** Opens a session that nobody has used yet, and returns its id. */
    String openSession();

    /** The code that the page shows for this session now. */
    ScannedCode mint(String sessionId);

    /**
     * A new connection of a phone that has said nothing yet. A transport without lasting connections returns what one
     * phone remembers between two requests, a cookie for instance.
     *
     * @param sessionId where it leads to, for transports that have the session in the address
     */
    PhoneConnection connect(String sessionId);

    /** How the session stands. */
    SessionState status(String sessionId);

    /** The page cancels the session; without effect where it is over. */
    void cancel(String sessionId);

    /**
     * Sends a request of a page, as the victim's browser does: with the {@linkplain PageRequest#headers headers} that
     * say whose page it is, and with every cookie that the browser has for the host. What the page's own script adds,
     * such as a proof in a header or a body that says that it is JSON, is sent for the
     * {@linkplain PageRequest#isOfOwnPage own page} alone. Accepted if what was asked for was done.
     *
     * <p>Empty, the default, where no page sends such a request: then the attack is skipped, and reported so.
     */
    default Optional<ServerReply> send(PageRequest request) {
        return Optional.empty();
    }

    /**
     * Returns the connections of attackers who know everything about the connection of a bound phone, such as its
     * session id and its number, but not the secret that ties its POST requests to its event stream. Each of them has
     * opened the event stream of {@code bound} by the time this method returns, or was refused. Its
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
     * The clock that the wiring runs on. Empty, the default, where it can't be moved: then attacks that need time to
     * pass are skipped, and reported so.
     */
    default Optional<SettableClock> clock() {
        return Optional.empty();
    }

    /** Called after each test. */
    @Override
    void close();
}
