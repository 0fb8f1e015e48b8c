-- What people were asked and said, and what they were told.

-- Texts that were put before people, by name: the hash in the journal is of this text.
CREATE TABLE card (
  incident bigint NOT NULL REFERENCES incident ON DELETE CASCADE,
  name     text   NOT NULL,
  text     text   NOT NULL,
  PRIMARY KEY (incident, name)
);

-- Who was shown one first when; a viewer is a person, or a channel where it hangs.
CREATE TABLE showing (
  incident bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  card     text        NOT NULL,
  viewer   text        NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (incident, card, viewer)
);

-- Of one person each, whatever name they used.
CREATE TABLE approval (
  number   bigint      GENERATED ALWAYS AS IDENTITY,
  incident bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  card     text        NOT NULL,
  human    text        NOT NULL,
  name     text        NOT NULL,
  role     text        NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (incident, card, human)
);

-- Links that have decided and are worth nothing any more.
CREATE TABLE used_link (
  link     text        PRIMARY KEY,
  incident bigint      NOT NULL REFERENCES incident ON DELETE CASCADE,
  at       timestamptz NOT NULL
);

-- What a channel was told of an incident; 0 stands for summaries.
CREATE TABLE dispatch (
  channel  text        NOT NULL,
  incident bigint      NOT NULL,
  thread   text        NOT NULL DEFAULT '',
  key      text        NOT NULL DEFAULT '',
  print    text        NOT NULL DEFAULT '',
  over     boolean     NOT NULL DEFAULT false,
  failures integer     NOT NULL DEFAULT 0,
  problem  text        NOT NULL DEFAULT '',
  due      timestamptz NOT NULL,
  begun    timestamptz NOT NULL,
  -- whoever tells it has it until then
  claimed  timestamptz NOT NULL,
  PRIMARY KEY (channel, incident)
);

CREATE INDEX dispatch_unfinished ON dispatch (channel, incident) WHERE NOT over;
CREATE INDEX dispatch_by_begin ON dispatch (channel, begun);

-- Keys that only the processes on this database know.
CREATE TABLE own_key (
  name text PRIMARY KEY,
  key  text NOT NULL
);
