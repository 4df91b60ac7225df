-- One row per session. The library alone writes rows: one that anybody else has changed is refused.
-- No column holds a token, a token's hash, a device id, an attempt id or a session id.
-- Instants are milliseconds since 1970-01-01T00:00:00Z. Applying this file twice is harmless.
-- The fill factor keeps room on each page for the next versions of its rows, which then need no new index entries.

CREATE TABLE IF NOT EXISTS handoff_session (
  session_key VARCHAR(64)  NOT NULL PRIMARY KEY,
  stamp       VARCHAR(32)  NOT NULL,
  ends_at     BIGINT       NOT NULL,
  body        VARCHAR(512) NOT NULL
) WITH (fillfactor = 70);

-- For purging. The column never changes after the insert, so that updates need not touch the index.
CREATE INDEX IF NOT EXISTS handoff_session_ends_at ON handoff_session (ends_at);
