package dev.handoff;

import dev.handoff.internal.session.Session;
import dev.handoff.spi.StoredRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session, and the record that a store keeps of it.
 *
 * @param session what core makes of the record
 * @param kept what the store compares with and keeps; null for a session that is not stored yet
 */
record StoredSession(Session session, @Nullable StoredRecord kept) {

    /** A session that lives in its page's proof and its codes until a phone comes. */
    static StoredSession unstored(Session session) {
        return new StoredSession(session, null);
    }

    boolean isStored() {
        return kept != null;
    }

    /** Only where it is stored. */
    StoredRecord record() {
        return Objects.requireNonNull(kept, "this session is not stored");
    }
}
