-- The journal. Its records are sealed by naosu (package dev.naosu.journal says how); the database
-- keeps them and refuses to change them.

CREATE TABLE journal (
  number   bigint      PRIMARY KEY CHECK (number >= 1),
  key      text        NOT NULL UNIQUE,
  at       timestamptz NOT NULL,
  actor    text        NOT NULL,
  action   text        NOT NULL,
  subject  text        NOT NULL,
  detail   text        NOT NULL,
  inputs   text[]      NOT NULL,
  previous text        NOT NULL CHECK (previous ~ '^[0-9a-f]{64}$'),
  hash     text        NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);

CREATE INDEX journal_by_subject ON journal (subject, number);

-- Where the journal ends: one row, apart from the records. Who writes next holds its lock.
CREATE TABLE journal_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  number bigint  NOT NULL CHECK (number >= 0),
  hash   text    NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);

INSERT INTO journal_head (number, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is only ever appended to: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION journal_head_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> OLD.number + 1 THEN
    RAISE EXCEPTION 'the journal goes on by one record, not from % to %', OLD.number, NEW.number
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER journal_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_head_is_kept BEFORE DELETE OR TRUNCATE ON journal_head
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_head_goes_on BEFORE UPDATE ON journal_head
  FOR EACH ROW EXECUTE FUNCTION journal_head_goes_on();

-- also for replication roles, which triggers do not fire for otherwise
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_is_kept;
ALTER TABLE journal_head ENABLE ALWAYS TRIGGER journal_head_is_kept;
ALTER TABLE journal_head ENABLE ALWAYS TRIGGER journal_head_goes_on;
