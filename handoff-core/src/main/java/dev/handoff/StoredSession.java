package dev.handoff;

import dev.handoff.internal.session.Session;
import dev.handoff.spi.StoredRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session, and the record that a store keeps of it.
 *
 * @param session the session that the record holds
 * @param kept the record as the store keeps and compares it; null for an unstored session
 */
record StoredSession(Session session, @Nullable StoredRecord kept) {

    /** Returns an unstored session, which its page proof and its codes hold until a phone comes. */
    static StoredSession unstored(Session session) {
        return new StoredSession(session, null);
    }

    boolean isStored() {
        return kept != null;
    }

    /** Returns the record; only for a stored session. */
    StoredRecord record() {
        return Objects.requireNonNull(kept, "this session is not stored");
    }
}
