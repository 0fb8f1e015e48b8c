-- Signs of one cause become one incident. What an incident has taken in beside the signals of its
-- own fingerprint stands in symptom, and belongs to it as long as it is open: an alert that is
-- repeated after hours is no second incident.

-- By naosu's own clock when it last took something in: senders' clocks may be wrong.
ALTER TABLE incident ADD COLUMN heard timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE incident ALTER COLUMN heard SET DEFAULT now();

CREATE TABLE symptom (
  fingerprint text        NOT NULL,
  service     text        NOT NULL,
  environment text        NOT NULL,
  incident    bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  PRIMARY KEY (fingerprint, service, environment, incident)
);

CREATE INDEX symptom_by_incident ON symptom (incident);
CREATE INDEX incident_near ON incident (environment, service, id)
  WHERE state NOT IN ('HEALED', 'HANDED_OVER', 'CLOSED');

-- Whether a signal says no more than that a service is unwell: the others say more of a cause, and
-- many alerts must not push them out.
ALTER TABLE signal ADD COLUMN symptom boolean NOT NULL DEFAULT false;
CREATE INDEX signal_by_weight ON signal (incident, symptom, number);
