-- Why an incident came about, as far as it is known: the latest estimate. JSON as text, as elsewhere.

CREATE TABLE cause (
  incident    bigint      PRIMARY KEY REFERENCES incident ON DELETE CASCADE,
  at          timestamptz NOT NULL,
  report      text        NOT NULL
);
