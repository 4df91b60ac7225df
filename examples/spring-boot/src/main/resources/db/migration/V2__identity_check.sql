CREATE TABLE identity_check (
  id              VARCHAR(64)  NOT NULL PRIMARY KEY,
  customer        VARCHAR(200) NOT NULL,
  state           VARCHAR(16)  NOT NULL,
  document_number VARCHAR(12),
  created_at      TIMESTAMPTZ  NOT NULL DEFAULT now()
);

CREATE INDEX identity_check_state ON identity_check (state);
