package dev.handoff;

import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the bound device to an attempt. Plain data that a host may keep with the connection, or store and
 * rebuild. No two consumptions or resumptions ever give equal ones, not even where the first was rolled back, or was
 * lost in a failover. No credential: never accept it from the network. What it says never changes; thread-safe.
 *
 * <p>Without bean accessors and with a quiet {@code toString}, because a generation is a part of attempt ids.
 */
public final class Binding {

    private final transient String sessionId;
    private final transient String claim;
    private final long connection;
    private final transient @Nullable String matchCode;
    /** As long as nothing happened since, finishing needs no read. */
    private transient volatile @Nullable Written written;

    /** A binding of the parts that another one gave. */
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
     * What consuming or resuming wrote.
     *
     * @param seal of the service that wrote it
     */
    record Written(StoredSession stored, RecordSeal seal) {}

    /**
     * What this binding was made of. Null from the second time on, for by then the record is another; for a binding
     * that was rebuilt of its parts; and with other keys or in another namespace, whose service must not see it.
     */
    @Nullable
    StoredSession takeWritten(RecordSeal seal) {
        Written taken = written;
        written = null;
        return taken != null && taken.seal() == seal ? taken.stored() : null;
    }

    /** Whether this was made in this life of the session. */
    boolean isOfLife(Session session) {
        return claim.length() == Limits.GENERATION_LENGTH + Limits.NONCE_LENGTH
                && claim.startsWith(session.terms().generation());
    }

    /** Whether this is the session's latest connection. */
    boolean isLatest(Session session) {
        return session.claim() != null && connection == session.claim().connection() && claim.equals(nameOf(session));
    }

    /** The host's id of the session. */
    public String sessionId() {
        return sessionId;
    }

    /** Which consumption or resumption made this connection: an opaque text of 56 letters and digits. */
    public String claim() {
        return claim;
    }

    /** The connection's number, from 1, rising through the whole session. */
    public long connection() {
        return connection;
    }

    /**
     * The two digits that the phone is to show, so that the person can pick them on the page; present only where the
     * policy asks for {@link Safeguard#MATCH_CODE}, and not in a binding that was rebuilt of its parts.
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
