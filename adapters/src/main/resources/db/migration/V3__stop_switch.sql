-- The stop switch of all naosu processes that share this database: on while there is a row.

CREATE TABLE stop_switch (
  single boolean     PRIMARY KEY DEFAULT true CHECK (single),
  since  timestamptz NOT NULL,
  person text        NOT NULL,
  reason text        NOT NULL
);
