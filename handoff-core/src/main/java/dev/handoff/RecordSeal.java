package dev.handoff;

import dev.handoff.internal.keys.KeyRing;
import dev.handoff.internal.keys.MasterKey;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.SessionText;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Makes records of sessions, and believes none that this library did not write: each bears a MAC over all of it, under
 * a sub-key of the key that its session was opened under. Thread-safe.
 */
final class RecordSeal {

    private final KeyRing ring;

    RecordSeal(KeyRing ring) {
        this.ring = ring;
    }

    /** The session with its record; its key is in the ring, which the rules see to. */
    StoredSession seal(String sessionKey, Session session) {
        MasterKey key =
                Objects.requireNonNull(ring.find(session.terms().keyId()), "the session's key has left the ring");
        String body = SessionText.write(session);
        String stamp = key.stamp(sessionKey, session.terms().endsAt(), body);
        return new StoredSession(
                session, new StoredRecord(sessionKey, stamp, session.terms().endsAt(), body));
    }

    /**
     * The session of a record. One whose key has left the ring can't be believed: of that, no more than its terms and
     * its version are told.
     *
     * @throws TokenStoreException if somebody else has written or changed the record, or a newer library
     */
    StoredSession open(StoredRecord record) {
        Session session;
        try {
            session = SessionText.read(record.body(), record.endsAt());
        } catch (IllegalArgumentException unreadable) {
            throw refused(record.key(), "its text is none of this version: " + unreadable.getMessage());
        }
        MasterKey key = ring.find(session.terms().keyId());
        if (key == null) {
            return new StoredSession(Session.fresh(session.terms(), session.version(), null), record);
        }
        String stamp = key.stamp(record.key(), record.endsAt(), record.body());
        if (!MessageDigest.isEqual(ascii(stamp), ascii(record.stamp()))) {
            throw refused(
                    record.key(), "its stamp does not fit: this library did not write it, or it was changed since");
        }
        return new StoredSession(session, record);
    }

    /** Quotes nothing of a record but the start of its key. */
    static TokenStoreException refused(String sessionKey, String problem) {
        return new TokenStoreException(
                Effect.NONE,
                false,
                "the stored record of session " + Notifier.start(sessionKey) + " is refused: " + problem);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
