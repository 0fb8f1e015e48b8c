-- Incidents and what belongs to them. Columns called body, remedy and report hold JSON as text: text
-- from outside may hold what PostgreSQL's own JSON types refuse.

CREATE TABLE incident (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint text        NOT NULL,
  title       text        NOT NULL,
  service     text        NOT NULL,
  version     text        NOT NULL,
  environment text        NOT NULL,
  kind        text        NOT NULL,
  state       text        NOT NULL,
  began       timestamptz NOT NULL,
  opened      timestamptz NOT NULL,
  last_seen   timestamptz NOT NULL,
  changed     timestamptz NOT NULL,
  signals     bigint      NOT NULL CHECK (signals >= 1),
  recurrence  integer     NOT NULL CHECK (recurrence >= 0),
  attempts    integer     NOT NULL CHECK (attempts >= 0),
  remedy      text,
  delivered   text,
  reason      text        NOT NULL
);

-- One cause has one incident at a time: until it is over, further signals join it. A person has to
-- see to an escalated one, so that is not over.
CREATE UNIQUE INDEX incident_at_a_time ON incident (fingerprint, service, environment)
  WHERE state NOT IN ('HEALED', 'HANDED_OVER', 'CLOSED');
CREATE INDEX incident_by_cause ON incident (fingerprint, service, environment, id);
CREATE INDEX incident_by_state ON incident (state, id);
CREATE INDEX incident_by_service ON incident (service, id);
CREATE INDEX incident_to_forget ON incident (changed)
  WHERE state IN ('HEALED', 'HANDED_OVER', 'CLOSED');

CREATE TABLE signal (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident    bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  seen        text        NOT NULL UNIQUE, -- hash of service, environment and the sender's id
  received    timestamptz NOT NULL,
  body        text        NOT NULL
);

CREATE INDEX signal_by_incident ON signal (incident, number);
CREATE INDEX signal_to_forget ON signal (received);

-- Requests that are answered well, no two alike in one service.
CREATE TABLE good_request (
  service     text        NOT NULL,
  alike       text        NOT NULL, -- hash of what was asked
  seen        text        NOT NULL,
  received    timestamptz NOT NULL,
  body        text        NOT NULL,
  PRIMARY KEY (service, alike)
);

CREATE INDEX good_request_latest ON good_request (service, received);

CREATE TABLE note (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident    bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  at          timestamptz NOT NULL,
  actor       text        NOT NULL,
  text        text        NOT NULL
);

CREATE INDEX note_by_incident ON note (incident, number);

CREATE TABLE attempt (
  incident    bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  number      integer     NOT NULL CHECK (number >= 1),
  began       timestamptz NOT NULL,
  ended       timestamptz,
  result      text,
  learnt      text,
  report      text,
  PRIMARY KEY (incident, number)
);

CREATE INDEX attempt_by_time ON attempt (began);
