-- Who may do what. Of every secret only a hash is kept: a slow one of passwords, SHA-256 of tokens,
-- which have 256 random bits.

CREATE TABLE person (
  name     text PRIMARY KEY,
  role     text NOT NULL,
  password text NOT NULL
);

CREATE TABLE token (
  id          text        PRIMARY KEY,
  kind        text        NOT NULL,
  name        text        NOT NULL,
  role        text        NOT NULL,
  digest      text        NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  created     timestamptz NOT NULL,
  expires     timestamptz NOT NULL,
  made_by     text        NOT NULL,
  -- a session ends with the token that opened it
  opened_with text        REFERENCES token ON DELETE CASCADE
);

CREATE INDEX token_by_kind ON token (kind, created DESC);
CREATE INDEX token_by_opener ON token (opened_with) WHERE opened_with IS NOT NULL;
CREATE INDEX token_by_end ON token (expires);
