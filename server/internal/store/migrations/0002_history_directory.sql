-- +goose Up
-- What a sender usually does. Addresses, local parts and names are keyed hashes (HMAC-SHA-256 under the organisation's key), and the address
-- with its name is kept sealed, to be shown to those who may see it; domains and the sender's own addresses are clear. draft, subject and
-- message are hashes of the last mail that was counted: empty, unknown. The table of 0001 was never written to.
DROP TABLE history;

CREATE TABLE history (
  org      TEXT   NOT NULL REFERENCES organizations (org),
  account  TEXT   NOT NULL, -- sender, lower case
  address  TEXT   NOT NULL, -- keyed hash
  local    TEXT   NOT NULL, -- keyed hash of what stands before the "@"
  name     TEXT   NOT NULL DEFAULT '', -- keyed hash of the display name; empty: none was seen
  domain   TEXT   NOT NULL,
  sealed   TEXT   NOT NULL, -- address and name, encrypted
  count    BIGINT NOT NULL CHECK (count > 0),
  first    BIGINT NOT NULL,
  last     BIGINT NOT NULL,
  draft    TEXT   NOT NULL DEFAULT '',
  subject  TEXT   NOT NULL DEFAULT '',
  message  TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (org, account, address)
);
CREATE INDEX history_by_local ON history (org, account, local);
CREATE INDEX history_by_name ON history (org, account, name);
CREATE INDEX history_by_address ON history (org, address);

CREATE TABLE history_domains (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  domain  TEXT   NOT NULL,
  account TEXT   NOT NULL,
  count   BIGINT NOT NULL CHECK (count > 0), -- mails, not recipients
  first   BIGINT NOT NULL,
  last    BIGINT NOT NULL,
  sender  TEXT   NOT NULL DEFAULT '', -- the From address that most mails had
  votes   BIGINT NOT NULL DEFAULT 0,  -- by how many it leads
  draft   TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (org, domain, account)
);
CREATE INDEX history_domains_by_account ON history_domains (org, account, domain);

-- Two domains in one mail, in alphabetical order with a blank between.
CREATE TABLE history_pairs (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  account TEXT   NOT NULL,
  pair    TEXT   NOT NULL,
  one     TEXT   NOT NULL,
  two     TEXT   NOT NULL,
  count   BIGINT NOT NULL CHECK (count > 0),
  last    BIGINT NOT NULL,
  draft   TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (org, account, pair)
);

-- live: the first send that this server saw itself; an import stops there.
CREATE TABLE history_accounts (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  account TEXT   NOT NULL,
  live    BIGINT NOT NULL DEFAULT 0,
  mails   BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, account)
);

-- Mails that were imported, each by 64 bits of a keyed hash, so that none counts twice.
CREATE TABLE history_imported (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  account TEXT   NOT NULL,
  mail    BIGINT NOT NULL,
  time    BIGINT NOT NULL,
  PRIMARY KEY (org, account, mail)
);

ALTER TABLE directory ADD COLUMN kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'list', 'contact'));
ALTER TABLE directory ADD COLUMN members TEXT NOT NULL DEFAULT '[]';   -- of a list: addresses
ALTER TABLE directory ADD COLUMN name_key TEXT NOT NULL DEFAULT '';    -- the name as names are compared
ALTER TABLE directory ADD COLUMN local_part TEXT NOT NULL DEFAULT '';  -- of the address
UPDATE directory SET local_part = rtrim(rtrim(address, replace(address, '@', '')), '@') WHERE address LIKE '%@%';
CREATE INDEX directory_by_name ON directory (org, name_key);
CREATE INDEX directory_by_local ON directory (org, local_part);
