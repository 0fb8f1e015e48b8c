-- Versions on their way to all requests. Columns called body hold JSON as text, as elsewhere.

CREATE TABLE rollout (
  incident    bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  attempt     integer     NOT NULL CHECK (attempt >= 1),
  service     text        NOT NULL,
  candidate   text        NOT NULL,
  phase       text        NOT NULL,
  round       integer     NOT NULL CHECK (round >= 1),
  body        text        NOT NULL,
  wish        text,       -- what a person wants of it
  PRIMARY KEY (incident, attempt)
);

-- Of one service there is one at a time.
CREATE UNIQUE INDEX rollout_at_a_time ON rollout (service)
  WHERE phase NOT IN ('WAITING', 'PROMOTED', 'ROLLED_BACK');
CREATE INDEX rollout_by_version ON rollout (service, candidate);

-- What was answered between two looks.
CREATE TABLE rollout_window (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident    bigint      NOT NULL,
  attempt     integer     NOT NULL,
  round       integer     NOT NULL,
  body        text        NOT NULL,
  FOREIGN KEY (incident, attempt) REFERENCES rollout ON DELETE CASCADE
);

CREATE INDEX rollout_window_in_order ON rollout_window (incident, attempt, round, number);

-- Which version a signal is from: what only a canary throws came with it.
ALTER TABLE signal ADD COLUMN version text NOT NULL DEFAULT '';
