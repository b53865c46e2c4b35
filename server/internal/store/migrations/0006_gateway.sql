-- +goose Up
-- account is whose mail it is: the address it is from, lower case; empty for what the server writes itself.
ALTER TABLE messages ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'mail' CHECK (kind IN ('mail', 'notice', 'bounce'));
ALTER TABLE messages ADD COLUMN eight_bit BIGINT NOT NULL DEFAULT 0;   -- it has octets above 127
ALTER TABLE messages ADD COLUMN utf8 BIGINT NOT NULL DEFAULT 0;        -- an address or a header field is not ASCII (RFC 6531)
ALTER TABLE messages ADD COLUMN require_tls TEXT NOT NULL DEFAULT '' CHECK (require_tls IN ('', 'true', 'verified'));
ALTER TABLE deliveries ADD COLUMN began BIGINT NOT NULL DEFAULT 0;     -- when it was due first
ALTER TABLE holds ADD COLUMN account TEXT NOT NULL DEFAULT '';
CREATE INDEX messages_by_file ON messages (org, file);
CREATE INDEX holds_by_account ON holds (org, account, created);
CREATE INDEX holds_waiting ON holds (org, created) WHERE state IN ('waiting-sender', 'timed', 'waiting-approval');
CREATE INDEX holds_by_time ON holds (org, created);

-- What people are to be told, written with the step that it tells of and gone once the mail that says it is in the queue.
CREATE TABLE notices (
  org       TEXT   NOT NULL REFERENCES organizations (org),
  id        TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  hold      TEXT   NOT NULL DEFAULT '',
  stage     BIGINT NOT NULL DEFAULT 0,
  message   TEXT   NOT NULL DEFAULT '',
  recipient TEXT   NOT NULL,
  args      TEXT   NOT NULL DEFAULT '{}',
  created   BIGINT NOT NULL,
  PRIMARY KEY (org, id)
);
CREATE INDEX notices_by_time ON notices (org, created);

-- Who decides in a person's place: addresses.
ALTER TABLE directory ADD COLUMN deputies TEXT NOT NULL DEFAULT '[]';
