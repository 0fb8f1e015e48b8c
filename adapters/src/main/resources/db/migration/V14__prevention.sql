-- What was measured of things that wear out, and what became of what they needed.

CREATE TABLE reading (
  series   text             NOT NULL,
  at       timestamptz      NOT NULL,
  value    double precision NOT NULL,
  PRIMARY KEY (series, at)
);

CREATE INDEX reading_by_time ON reading (at);

CREATE TABLE upkeep (
  id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  need     text        NOT NULL,
  state    text        NOT NULL,
  changed  timestamptz NOT NULL,
  body     text        NOT NULL
);

-- Of one need there is one at a time.
CREATE UNIQUE INDEX upkeep_at_a_time ON upkeep (need) WHERE state NOT IN ('DONE', 'MISSED', 'GONE');
CREATE INDEX upkeep_by_need ON upkeep (need, id);
CREATE INDEX upkeep_by_change ON upkeep (changed);
