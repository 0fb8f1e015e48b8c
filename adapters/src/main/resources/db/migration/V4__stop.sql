-- Where naosu is stopped for all processes of this database: at most one row, there while it is.

CREATE TABLE stop (
  only_one boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
  person   text        NOT NULL,
  since    timestamptz NOT NULL,
  reason   text        NOT NULL
);
