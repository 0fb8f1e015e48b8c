-- What is wrong with what runs, and what was found of it.

CREATE TABLE trouble (
  number      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  service     text        NOT NULL,
  component   text        NOT NULL,
  instance    text        NOT NULL,
  environment text        NOT NULL,
  runbook     text        NOT NULL,
  incidents   bigint[]    NOT NULL,
  began       timestamptz NOT NULL,
  phase       text        NOT NULL,
  step        integer     NOT NULL,
  under_way   boolean     NOT NULL,
  request     text,
  tried       text[]      NOT NULL,
  changed     timestamptz NOT NULL,
  settled     boolean     NOT NULL
);

CREATE INDEX trouble_current ON trouble (number)
  WHERE phase NOT IN ('HELPED', 'PASSED') OR NOT settled;
CREATE INDEX trouble_of_component ON trouble (service, component, runbook, began);

CREATE TABLE exhibit (
  number    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident  bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  kind      text        NOT NULL,
  service   text        NOT NULL,
  component text        NOT NULL,
  instance  text        NOT NULL,
  at        timestamptz NOT NULL,
  summary   text        NOT NULL,
  text      text        NOT NULL
);

CREATE INDEX exhibit_of_incident ON exhibit (incident, number);

-- What runtime healing has takes signals in until it is over.
CREATE INDEX incident_handed_over ON incident (environment, service, id)
  WHERE state = 'HANDED_OVER' AND kind = 'HEALTH';
