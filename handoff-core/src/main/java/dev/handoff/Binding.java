package dev.handoff;

import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the bound device to an attempt. A host keeps it with the connection, or stores its session id,
 * claim and connection and rebuilds it. Two calls of {@code consume} or {@code resume} never return equal bindings, not
 * even if the first call was rolled back or lost in a failover. A binding is no credential: never accept it from the
 * network. Its values never change; thread-safe.
 *
 * <p>It has no bean accessors, and its {@code toString} shows only the connection, because the claim holds the
 * generation, which is a part of attempt ids.
 */
public final class Binding {

    private final transient String sessionId;
    private final transient String claim;
    private final long connection;
    private final transient @Nullable String matchCode;
    /** Lets the first finish write without a read. */
    private transient volatile @Nullable Written written;

    /**
     * Rebuilds a binding.
     *
     * @param sessionId {@link #sessionId()} of the former binding
     * @param claim {@link #claim()} of the former binding
     * @param connection {@link #connection()} of the former binding
     */
    public Binding(String sessionId, String claim, long connection) {
        this(sessionId, claim, connection, null, null);
    }

    Binding(String sessionId, Written written, @Nullable String matchCode) {
        this(
                sessionId,
                nameOf(written.stored().session()),
                SessionSecrets.claimOf(written.stored().session()).connection(),
                matchCode,
                written);
    }

    private Binding(
            String sessionId, String claim, long connection, @Nullable String matchCode, @Nullable Written written) {
        this.sessionId = Objects.requireNonNull(sessionId, "sessionId");
        this.claim = Objects.requireNonNull(claim, "claim");
        this.connection = connection;
        this.matchCode = matchCode;
        this.written = written;
    }

    /**
     * The session that consuming or resuming wrote.
     *
     * @param seal the seal of the service that wrote the session
     */
    record Written(StoredSession stored, RecordSeal seal) {}

    /**
     * Returns the session that this binding was made of. Returns null after the first call, because the record may have
     * changed; for a rebuilt binding; and for a service with other keys or another namespace.
     */
    @Nullable
    StoredSession takeWritten(RecordSeal seal) {
        Written taken = written;
        written = null;
        return taken != null && taken.seal() == seal ? taken.stored() : null;
    }

    /** Checks whether this binding was made in the session's current generation. */
    boolean isOfGeneration(Session session) {
        return claim.length() == Limits.GENERATION_LENGTH + Limits.NONCE_LENGTH
                && claim.startsWith(session.terms().generation());
    }

    /** Checks whether this is the session's latest connection. */
    boolean isLatest(Session session) {
        return session.claim() != null && connection == session.claim().connection() && claim.equals(nameOf(session));
    }

    /** Returns the session id. */
    public String sessionId() {
        return sessionId;
    }

    /** Returns which call made this connection: an opaque text of 56 letters and digits. */
    public String claim() {
        return claim;
    }

    /** Returns the connection's number, from 1, which rises through the whole session. */
    public long connection() {
        return connection;
    }

    /**
     * Returns the two digits that the phone shows, so that the person can pick them on the page. Empty if the policy
     * does not ask for {@link Safeguard#MATCH_CODE}, and in a rebuilt binding.
     */
    public Optional<String> matchCode() {
        return Optional.ofNullable(matchCode);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binding that
                && sessionId.equals(that.sessionId)
                && claim.equals(that.claim)
                && connection == that.connection;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sessionId, claim, connection);
    }

    @Override
    public String toString() {
        return "Binding[connection=" + connection + "]";
    }

    private static String nameOf(Session session) {
        Claim latest = SessionSecrets.claimOf(session);
        return session.terms().generation() + latest.nonce();
    }
}
