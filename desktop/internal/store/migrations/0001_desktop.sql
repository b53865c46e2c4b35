-- +goose Up
-- Times are microseconds since 1970 UTC, 0 is never; flags are 0 or 1; JSON is TEXT.

-- Mails of the past, for the person to look at.
CREATE TABLE mails (
  id         TEXT   NOT NULL PRIMARY KEY, -- ours, also the record's at the server
  time       BIGINT NOT NULL,
  account    TEXT   NOT NULL,
  login      TEXT   NOT NULL,
  sender     TEXT   NOT NULL,
  recipients TEXT   NOT NULL, -- JSON
  subject    TEXT   NOT NULL,
  client     TEXT   NOT NULL,
  message_id TEXT   NOT NULL,
  size       BIGINT NOT NULL,
  action     TEXT   NOT NULL,
  verdict    TEXT   NOT NULL, -- JSON; empty: not judged
  policy     TEXT   NOT NULL,
  paused     TEXT   NOT NULL,
  changes    TEXT   NOT NULL, -- JSON
  outcome    TEXT   NOT NULL, -- empty: on its way
  reply      TEXT   NOT NULL,
  unheard    BIGINT NOT NULL,
  ended      BIGINT NOT NULL
);
CREATE INDEX mails_by_time ON mails (time, id);

-- What the server has not been told yet. A row leaves when the server has it, or has refused it for good.
CREATE TABLE queue (
  n     INTEGER PRIMARY KEY AUTOINCREMENT,
  kind  TEXT   NOT NULL CHECK (kind IN ('record', 'outcome')),
  mail  TEXT   NOT NULL,
  body  TEXT   NOT NULL, -- JSON, as it is told
  added BIGINT NOT NULL
);
CREATE UNIQUE INDEX queue_once ON queue (mail, kind, body);

-- To whom this person wrote, and which domains together.
CREATE TABLE history (
  account TEXT   NOT NULL,
  address TEXT   NOT NULL,
  domain  TEXT   NOT NULL,
  name    TEXT   NOT NULL,
  sender  TEXT   NOT NULL, -- the address last written from
  count   BIGINT NOT NULL,
  last    BIGINT NOT NULL,
  PRIMARY KEY (account, address)
);
CREATE INDEX history_by_domain ON history (account, domain);
CREATE TABLE history_pairs (
  account TEXT   NOT NULL,
  pair    TEXT   NOT NULL,
  count   BIGINT NOT NULL,
  last    BIGINT NOT NULL,
  PRIMARY KEY (account, pair)
);

-- What the server said of people, sealed, for when it cannot be asked.
CREATE TABLE remembered (
  key    TEXT   NOT NULL PRIMARY KEY, -- a keyed hash
  sealed BLOB   NOT NULL,
  used   BIGINT NOT NULL
);
CREATE INDEX remembered_by_use ON remembered (used);

-- Mails that a policy holds. Their content is in files, encrypted.
CREATE TABLE held (
  id         TEXT   NOT NULL PRIMARY KEY,
  mail       TEXT   NOT NULL, -- of mails; may be gone
  file       TEXT   NOT NULL,
  letter     TEXT   NOT NULL, -- JSON: what is needed to show and to send it
  stage      BIGINT NOT NULL, -- from 0
  began      BIGINT NOT NULL, -- when the stage began
  state      TEXT   NOT NULL CHECK (state IN ('waiting', 'asking', 'sending', 'trouble')),
  due        BIGINT NOT NULL, -- waiting, asking: when the stage ends; sending: the next try, 0 while it is under way
  tries      BIGINT NOT NULL,
  trouble    TEXT   NOT NULL, -- what the upstream said last
  maybe_sent BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  changed    BIGINT NOT NULL
);
CREATE INDEX held_by_due ON held (state, due);
