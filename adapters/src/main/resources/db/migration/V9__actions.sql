-- What naosu does to what runs. Columns called body hold JSON as text, as elsewhere.

CREATE TABLE deed (
  number   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  phase    text        NOT NULL,
  proposed timestamptz NOT NULL,
  began    timestamptz,
  until    timestamptz,
  body     text        NOT NULL
);

CREATE INDEX deed_open ON deed (number) WHERE phase IN ('ASKED', 'RUNNING') OR until IS NOT NULL;
CREATE INDEX deed_by_begin ON deed (began);
CREATE INDEX deed_by_proposal ON deed (proposed);

-- Who said yes to one: of one person each, whatever name they used.
CREATE TABLE deed_consent (
  number   bigint      GENERATED ALWAYS AS IDENTITY,
  deed     bigint      NOT NULL REFERENCES deed ON DELETE CASCADE,
  seen     text        NOT NULL,
  human    text        NOT NULL,
  name     text        NOT NULL,
  role     text        NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (deed, seen, human)
);

CREATE TABLE trust (
  action   text        NOT NULL,
  service  text        NOT NULL,
  body     text        NOT NULL,
  PRIMARY KEY (action, service)
);

-- Modes that people have set.
CREATE TABLE action_mode (
  number      bigint      GENERATED ALWAYS AS IDENTITY,
  action      text        NOT NULL,
  service     text        NOT NULL,
  environment text        NOT NULL,
  mode        text        NOT NULL,
  person      text        NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (action, service, environment)
);

-- Nothing is done to what runs while there is a row.
CREATE TABLE recess (
  single boolean     PRIMARY KEY DEFAULT true CHECK (single),
  since  timestamptz NOT NULL,
  person text        NOT NULL,
  reason text        NOT NULL
);

-- Tries of the undo of an action on a service.
CREATE TABLE drill (
  number  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  action  text        NOT NULL,
  service text        NOT NULL,
  at      timestamptz NOT NULL,
  passed  boolean     NOT NULL,
  words   text        NOT NULL
);

CREATE INDEX drill_latest ON drill (action, service, at DESC);

-- Troubles of what runs, from begin to end.
CREATE TABLE episode (
  target   text        NOT NULL,
  what     text        NOT NULL,
  detected timestamptz NOT NULL,
  body     text        NOT NULL,
  PRIMARY KEY (target, what, detected)
);

CREATE INDEX episode_by_detection ON episode (detected);
