-- The demo's own tables, for PostgreSQL, MariaDB and H2. They contain no session id in clear.

CREATE TABLE IF NOT EXISTS verify_web_session (
  session_hash CHAR(64) NOT NULL PRIMARY KEY,
  redirect_url VARCHAR(2048) NOT NULL,
  ends_at BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS verify_web_session_ends_at ON verify_web_session (ends_at);

CREATE TABLE IF NOT EXISTS verify_web_webhook (
  session_hash CHAR(64) NOT NULL PRIMARY KEY,
  sealed VARCHAR(2048) NOT NULL,
  due_at BIGINT NOT NULL,
  tries INTEGER NOT NULL,
  is_outcome INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS verify_web_webhook_due_at ON verify_web_webhook (due_at);
