package dev.handoff;

import dev.handoff.internal.keys.SessionKeyHash;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the bound device to an attempt. Plain data that a host may keep with the connection, or store and
 * rebuild. Keep one only after the transaction that it was made in has committed: the next phone's may equal that of a
 * phone whose transaction was rolled back. No credential: never accept it from the network. What it says never changes;
 * thread-safe.
 *
 * <p>Without bean accessors and with a quiet {@code toString}, because the generation is a part of attempt ids.
 */
public final class Binding {

    private final transient String sessionId;
    private final transient String generation;
    private final int attempt;
    private final long connection;
    private final transient @Nullable String matchCode;
    /** As long as nothing happened since, finishing needs no read. */
    private transient volatile @Nullable Written written;

    /** A binding of the parts that another one gave. */
    public Binding(String sessionId, String generation, int attempt, long connection) {
        this(sessionId, generation, attempt, connection, null, null);
    }

    Binding(String sessionId, Written written, Claim claim, @Nullable String matchCode) {
        this(sessionId, written.record().stamp().generation(), claim.attempt(), claim.connection(), matchCode, written);
    }

    private Binding(
            String sessionId,
            String generation,
            int attempt,
            long connection,
            @Nullable String matchCode,
            @Nullable Written written) {
        this.sessionId = Objects.requireNonNull(sessionId, "sessionId");
        this.generation = Objects.requireNonNull(generation, "generation");
        this.attempt = attempt;
        this.connection = connection;
        this.matchCode = matchCode;
        this.written = written;
    }

    /**
     * What consuming or resuming wrote.
     *
     * @param namespace of the service that wrote it
     */
    record Written(HandoffRecord record, SessionKeyHash namespace) {}

    /**
     * What this binding was made of. Null from the second time on, for by then the record is another; for a binding
     * that was rebuilt of its parts; and in another namespace, whose service must not see this record.
     */
    @Nullable
    HandoffRecord takeWritten(SessionKeyHash namespace) {
        Written taken = written;
        written = null;
        return taken != null && taken.namespace() == namespace ? taken.record() : null;
    }

    /** The host's id of the session. */
    public String sessionId() {
        return sessionId;
    }

    /** Which life of the session; changes when it is purged and opened again. */
    public String generation() {
        return generation;
    }

    /** The attempt's number within its session, from 1. */
    public int attempt() {
        return attempt;
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
                && generation.equals(that.generation)
                && attempt == that.attempt
                && connection == that.connection;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sessionId, generation, attempt, connection);
    }

    @Override
    public String toString() {
        return "Binding[attempt=" + attempt + ", connection=" + connection + "]";
    }
}
