-- +goose Up
-- Types are those that SQLite and PostgreSQL share: TEXT, BIGINT. Times are microseconds since 1970 UTC, 0 is never; flags are 0 or 1;
-- hashes and keys are text; JSON is TEXT. Every key and index begins with the organisation.

CREATE TABLE organizations (
  org     TEXT   NOT NULL PRIMARY KEY,
  name    TEXT   NOT NULL,
  created BIGINT NOT NULL
);

-- Key material, encrypted under the master key that is kept outside the database.
CREATE TABLE organization_keys (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  kind    TEXT   NOT NULL CHECK (kind IN ('pass', 'fingerprint', 'audit', 'checkpoint', 'mail')),
  version BIGINT NOT NULL CHECK (version > 0),
  wrapped TEXT   NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (org, kind, version)
);

CREATE TABLE users (
  org           TEXT   NOT NULL REFERENCES organizations (org),
  issuer        TEXT   NOT NULL,
  subject       TEXT   NOT NULL,
  account       TEXT   NOT NULL, -- mail address, lower case; a hint from a directory, never an identity
  name          TEXT   NOT NULL DEFAULT '',
  language      TEXT   NOT NULL DEFAULT '' CHECK (language IN ('', 'ja', 'en')),
  roles         TEXT   NOT NULL DEFAULT '[]',
  password_hash TEXT   NOT NULL DEFAULT '', -- argon2id, for local accounts
  created       BIGINT NOT NULL,
  disabled      BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, issuer, subject)
);
CREATE INDEX users_by_account ON users (org, account);

CREATE TABLE devices (
  org        TEXT   NOT NULL,
  id         TEXT   NOT NULL,
  issuer     TEXT   NOT NULL,
  subject    TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  public_key TEXT   NOT NULL DEFAULT '', -- Ed25519, for passes signed offline
  created    BIGINT NOT NULL,
  seen       BIGINT NOT NULL DEFAULT 0,
  revoked    BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, id),
  FOREIGN KEY (org, issuer, subject) REFERENCES users (org, issuer, subject)
);
CREATE INDEX devices_by_user ON devices (org, issuer, subject);

CREATE TABLE enrolments (
  org     TEXT   NOT NULL,
  hash    TEXT   NOT NULL, -- SHA-256 of the code
  issuer  TEXT   NOT NULL,
  subject TEXT   NOT NULL,
  creator TEXT   NOT NULL DEFAULT '',
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL DEFAULT 0,
  device  TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (org, hash),
  FOREIGN KEY (org, issuer, subject) REFERENCES users (org, issuer, subject)
);
CREATE INDEX enrolments_by_expiry ON enrolments (org, expires);

CREATE TABLE tokens (
  org     TEXT   NOT NULL,
  hash    TEXT   NOT NULL, -- SHA-256 of the token
  device  TEXT   NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL DEFAULT 0,
  revoked BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, hash),
  FOREIGN KEY (org, device) REFERENCES devices (org, id)
);
CREATE INDEX tokens_by_device ON tokens (org, device);

CREATE TABLE policies (
  org      TEXT   NOT NULL REFERENCES organizations (org),
  version  BIGINT NOT NULL CHECK (version > 0),
  document TEXT   NOT NULL,
  hash     TEXT   NOT NULL,
  issuer   TEXT   NOT NULL DEFAULT '',
  subject  TEXT   NOT NULL DEFAULT '',
  note     TEXT   NOT NULL DEFAULT '',
  created  BIGINT NOT NULL,
  current  BIGINT NOT NULL CHECK (current IN (0, 1)),
  PRIMARY KEY (org, version)
);
CREATE UNIQUE INDEX policies_current ON policies (org) WHERE current = 1;

-- A check's record: the normalised message without body and contents, and all that decided it.
CREATE TABLE checks (
  org            TEXT   NOT NULL REFERENCES organizations (org),
  id             TEXT   NOT NULL,
  issuer         TEXT   NOT NULL,
  subject        TEXT   NOT NULL,
  created        BIGINT NOT NULL,
  door           TEXT   NOT NULL,
  door_version   TEXT   NOT NULL DEFAULT '',
  intent         TEXT   NOT NULL CHECK (intent IN ('compose', 'send')),
  state          TEXT   NOT NULL CHECK (state IN ('open', 'confirmed', 'erased')),
  sender         TEXT   NOT NULL DEFAULT '',
  draft          TEXT   NOT NULL,
  transit        TEXT   NOT NULL,
  policy_version BIGINT NOT NULL,
  facts_hash     TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  message        TEXT   NOT NULL,
  facts          TEXT   NOT NULL,
  verdict        TEXT   NOT NULL,
  trace          TEXT   NOT NULL,
  PRIMARY KEY (org, id)
);
CREATE INDEX checks_by_draft ON checks (org, draft, created);
CREATE INDEX checks_by_time ON checks (org, created);

CREATE TABLE confirmations (
  org            TEXT   NOT NULL,
  id             TEXT   NOT NULL,
  check_id       TEXT   NOT NULL,
  issuer         TEXT   NOT NULL,
  subject        TEXT   NOT NULL,
  sender         TEXT   NOT NULL, -- From address, lower case
  draft          TEXT   NOT NULL,
  transit        TEXT   NOT NULL,
  policy_version BIGINT NOT NULL,
  answers        TEXT   NOT NULL, -- JSON: items, word, reason
  created        BIGINT NOT NULL,
  draft_until    BIGINT NOT NULL, -- serves for send again until
  transit_until  BIGINT NOT NULL, -- serves at the gateway until
  PRIMARY KEY (org, id),
  FOREIGN KEY (org, check_id) REFERENCES checks (org, id)
);
CREATE INDEX confirmations_by_transit ON confirmations (org, transit, sender, created);
CREATE INDEX confirmations_by_draft ON confirmations (org, draft, created);
CREATE INDEX confirmations_by_check ON confirmations (org, check_id);

CREATE TABLE confirmed_recipients (
  org          TEXT NOT NULL,
  confirmation TEXT NOT NULL,
  address      TEXT NOT NULL,
  PRIMARY KEY (org, confirmation, address),
  FOREIGN KEY (org, confirmation) REFERENCES confirmations (org, id)
);

-- Each delivered address uses a confirmation up once; the same Message-ID again is a re-delivery, not a second use.
CREATE TABLE confirmation_uses (
  org          TEXT   NOT NULL,
  confirmation TEXT   NOT NULL,
  address      TEXT   NOT NULL,
  via          TEXT   NOT NULL, -- the confirmed recipient: the address itself or a list it is a member of
  message_id   TEXT   NOT NULL, -- SHA-256 of the Message-ID; empty: it had none
  used         BIGINT NOT NULL,
  PRIMARY KEY (org, confirmation, address),
  FOREIGN KEY (org, confirmation, via) REFERENCES confirmed_recipients (org, confirmation, address)
);

CREATE TABLE passes_used (
  org        TEXT   NOT NULL REFERENCES organizations (org),
  jti        TEXT   NOT NULL,
  address    TEXT   NOT NULL,
  message_id TEXT   NOT NULL,
  used       BIGINT NOT NULL,
  expires    BIGINT NOT NULL,
  PRIMARY KEY (org, jti, address)
);
CREATE INDEX passes_used_by_expiry ON passes_used (org, expires);

-- An immutable file in the spool; a rewritten variant is a message of its own.
CREATE TABLE messages (
  org        TEXT   NOT NULL REFERENCES organizations (org),
  id         TEXT   NOT NULL,
  variant_of TEXT   NOT NULL DEFAULT '',
  check_id   TEXT   NOT NULL DEFAULT '',
  file       TEXT   NOT NULL,
  hash       TEXT   NOT NULL, -- SHA-256 of the mail before encryption
  size       BIGINT NOT NULL CHECK (size >= 0),
  sender     TEXT   NOT NULL, -- MAIL FROM, empty: null sender
  message_id TEXT   NOT NULL DEFAULT '',
  created    BIGINT NOT NULL,
  erased     BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, id)
);
CREATE INDEX messages_by_time ON messages (org, created);

CREATE TABLE holds (
  org     TEXT   NOT NULL,
  id      TEXT   NOT NULL,
  message TEXT   NOT NULL,
  stage   BIGINT NOT NULL CHECK (stage > 0),
  state   TEXT   NOT NULL CHECK (state IN ('waiting-sender', 'timed', 'waiting-approval', 'released', 'rejected', 'cancelled', 'discarded')),
  stages  TEXT   NOT NULL, -- JSON: the verdict's stages for these recipients
  due     BIGINT NOT NULL DEFAULT 0,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (org, id),
  FOREIGN KEY (org, message) REFERENCES messages (org, id)
);
CREATE INDEX holds_by_due ON holds (org, state, due);
CREATE INDEX holds_by_message ON holds (org, message);

CREATE TABLE deliveries (
  org        TEXT   NOT NULL,
  id         TEXT   NOT NULL,
  message    TEXT   NOT NULL,
  hold       TEXT   NOT NULL DEFAULT '', -- empty: waits for nobody
  recipient  TEXT   NOT NULL,
  state      TEXT   NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'deferred', 'failed', 'withdrawn')),
  attempt    BIGINT NOT NULL DEFAULT 0,
  due        BIGINT NOT NULL DEFAULT 0, -- next attempt; while sending: end of the lease
  reply      TEXT   NOT NULL DEFAULT '', -- upstream's last answer
  maybe_sent BIGINT NOT NULL DEFAULT 0 CHECK (maybe_sent IN (0, 1)),
  created    BIGINT NOT NULL,
  changed    BIGINT NOT NULL,
  PRIMARY KEY (org, id),
  FOREIGN KEY (org, message) REFERENCES messages (org, id)
);
CREATE UNIQUE INDEX deliveries_by_recipient ON deliveries (org, message, recipient);
CREATE INDEX deliveries_by_due ON deliveries (org, state, due);
CREATE INDEX deliveries_by_hold ON deliveries (org, hold);

CREATE TABLE approvals (
  org      TEXT   NOT NULL,
  hold     TEXT   NOT NULL,
  stage    BIGINT NOT NULL CHECK (stage > 0),
  approver TEXT   NOT NULL, -- address as the policy names it
  state    TEXT   NOT NULL CHECK (state IN ('asked', 'approved', 'rejected', 'expired')),
  issuer   TEXT   NOT NULL DEFAULT '', -- who decided, approver or deputy
  subject  TEXT   NOT NULL DEFAULT '',
  reason   TEXT   NOT NULL DEFAULT '',
  due      BIGINT NOT NULL DEFAULT 0,
  created  BIGINT NOT NULL,
  decided  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, hold, stage, approver),
  FOREIGN KEY (org, hold) REFERENCES holds (org, id)
);
CREATE INDEX approvals_by_approver ON approvals (org, approver, state);

CREATE TABLE shares (
  org        TEXT   NOT NULL,
  id         TEXT   NOT NULL,
  message    TEXT   NOT NULL,
  token_hash TEXT   NOT NULL, -- SHA-256 of the link's token
  file       TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  size       BIGINT NOT NULL CHECK (size >= 0),
  state      TEXT   NOT NULL CHECK (state IN ('active', 'revoked', 'expired', 'used-up')),
  downloads  BIGINT NOT NULL DEFAULT 0,
  allowed    BIGINT NOT NULL DEFAULT 0, -- downloads; 0: no limit
  expires    BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  changed    BIGINT NOT NULL,
  PRIMARY KEY (org, id),
  FOREIGN KEY (org, message) REFERENCES messages (org, id)
);
CREATE UNIQUE INDEX shares_by_token ON shares (org, token_hash);
CREATE INDEX shares_by_expiry ON shares (org, state, expires);

CREATE TABLE history (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  account TEXT   NOT NULL, -- sender, lower case
  domain  TEXT   NOT NULL,
  address TEXT   NOT NULL,
  count   BIGINT NOT NULL CHECK (count > 0),
  last    BIGINT NOT NULL,
  PRIMARY KEY (org, account, domain, address)
);
CREATE INDEX history_by_address ON history (org, address);

CREATE TABLE directory (
  org               TEXT   NOT NULL REFERENCES organizations (org),
  address           TEXT   NOT NULL, -- lower case
  name              TEXT   NOT NULL DEFAULT '',
  manager           TEXT   NOT NULL DEFAULT '',
  groups_json       TEXT   NOT NULL DEFAULT '[]',
  private_addresses TEXT   NOT NULL DEFAULT '[]',
  language          TEXT   NOT NULL DEFAULT '' CHECK (language IN ('', 'ja', 'en')),
  issuer            TEXT   NOT NULL DEFAULT '',
  subject           TEXT   NOT NULL DEFAULT '',
  changed           BIGINT NOT NULL,
  PRIMARY KEY (org, address)
);

CREATE TABLE audit (
  org            TEXT   NOT NULL REFERENCES organizations (org),
  n              BIGINT NOT NULL CHECK (n > 0),
  time           BIGINT NOT NULL,
  event          TEXT   NOT NULL,
  issuer         TEXT   NOT NULL,
  subject        TEXT   NOT NULL,
  door           TEXT   NOT NULL,
  object         TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  policy_version BIGINT NOT NULL,
  details        TEXT   NOT NULL,
  personal       TEXT   NOT NULL, -- JSON: clear text, salt and hash of each value
  value          TEXT   NOT NULL,
  PRIMARY KEY (org, n)
);
CREATE INDEX audit_by_time ON audit (org, time);

-- What was written to the checkpoint file, so that a cut file is noticed.
CREATE TABLE audit_checkpoints (
  org       TEXT   NOT NULL REFERENCES organizations (org),
  count     BIGINT NOT NULL,
  value     TEXT   NOT NULL,
  time      BIGINT NOT NULL,
  signature TEXT   NOT NULL,
  PRIMARY KEY (org, count)
);
