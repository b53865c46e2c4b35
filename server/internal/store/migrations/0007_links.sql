-- +goose Up
-- A link by which one person may act once on one stage of a hold. Its token is in the mail alone; here is its hash.
CREATE TABLE links (
  org     TEXT   NOT NULL,
  hash    TEXT   NOT NULL, -- SHA-256 of the token
  hold    TEXT   NOT NULL,
  stage   BIGINT NOT NULL CHECK (stage > 0),
  purpose TEXT   NOT NULL CHECK (purpose IN ('sender', 'approver')),
  person  TEXT   NOT NULL, -- mail address, lower case
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (org, hash),
  FOREIGN KEY (org, hold) REFERENCES holds (org, id)
);
CREATE INDEX links_by_expiry ON links (org, expires);
CREATE INDEX links_by_hold ON links (org, hold);
