-- One row per session. No column holds a token, a token's hash, a device id, an attempt id or a session id.
-- Instants are milliseconds since 1970-01-01T00:00:00Z. Applying this file twice is harmless.

CREATE TABLE IF NOT EXISTS handoff_session (
  session_key   VARCHAR(64) NOT NULL PRIMARY KEY,
  generation    VARCHAR(32) NOT NULL,
  ends_at       BIGINT      NOT NULL,
  version       BIGINT      NOT NULL,
  key_id        INTEGER     NOT NULL,
  state         VARCHAR(16) NOT NULL,
  failures      INTEGER     NOT NULL,
  completed_at  BIGINT,
  attempt_no    INTEGER,
  issued_at     BIGINT,
  expires_at    BIGINT,
  claimed_no    INTEGER,
  device_hash   VARCHAR(64),
  claimed_at    BIGINT,
  connection_no BIGINT,
  approved      SMALLINT,
  spent_through INTEGER,
  outcome       VARCHAR(16),
  reported_at   BIGINT,
  failure_code  VARCHAR(64)
);

-- For purging. The column never changes after the insert, so that updates need not touch the index.
CREATE INDEX IF NOT EXISTS handoff_session_ends_at ON handoff_session (ends_at);
