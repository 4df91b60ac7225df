-- One row per session. Only the library writes rows. It refuses a row that anything else has changed.
-- No column holds a token, a token's hash, a device id, an attempt id or a session id.
-- Instants are milliseconds since 1970-01-01T00:00:00Z. Applying this file twice is harmless.
-- The fill factor keeps room on each page for new versions of its rows, so that updates need no new index entries.

CREATE TABLE IF NOT EXISTS handoff_session (
  session_key VARCHAR(64)  NOT NULL PRIMARY KEY,
  stamp       VARCHAR(32)  NOT NULL,
  ends_at     BIGINT       NOT NULL,
  body        VARCHAR(512) NOT NULL
) WITH (fillfactor = 70);

-- Purging uses this index. Its column never changes after the insert, so updates do not touch the index.
CREATE INDEX IF NOT EXISTS handoff_session_ends_at ON handoff_session (ends_at);
