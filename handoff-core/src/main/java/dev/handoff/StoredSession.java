package dev.handoff;

import dev.handoff.internal.session.Session;
import dev.handoff.spi.StoredRecord;

/**
 * A session, and the record that a store keeps of it.
 *
 * @param session what core makes of the record
 * @param record what the store compares with and keeps
 */
record StoredSession(Session session, StoredRecord record) {}
