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
 * Makes records of sessions, and refuses every record that this library did not write: each record has a MAC over all
 * of it, under a sub-key of the key that the session was opened under. Thread-safe.
 */
final class RecordSeal {

    private final KeyRing ring;

    RecordSeal(KeyRing ring) {
        this.ring = ring;
    }

    /** Returns the session with its record. The rules make sure that the session's key is in the ring. */
    StoredSession seal(String sessionKey, Session session) {
        MasterKey key =
                Objects.requireNonNull(ring.find(session.terms().keyId()), "the session's key has left the ring");
        String body = SessionText.write(session);
        String stamp = key.stamp(sessionKey, session.terms().endsAt(), body);
        return new StoredSession(
                session, new StoredRecord(sessionKey, stamp, session.terms().endsAt(), body));
    }

    /**
     * Returns the session of a record. If the session's key has left the ring, the record can't be verified, and only
     * its terms and its version are returned.
     *
     * @throws TokenStoreException if anyone else, or a newer version of the library, has written the record
     */
    StoredSession open(StoredRecord record) {
        Session session;
        try {
            session = SessionText.read(record.body(), record.endsAt());
        } catch (IllegalArgumentException unreadable) {
            throw refused(record.key(), "this version can't read its text: " + unreadable.getMessage());
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

    /** Returns an exception that quotes nothing of a record except the start of its key. */
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
