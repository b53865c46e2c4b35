-- +goose Up
-- What became of mails that devices judged by themselves. A mail may be held first and sent later: each outcome stands once.
CREATE TABLE outcomes (
  org      TEXT   NOT NULL,
  check_id TEXT   NOT NULL,
  outcome  TEXT   NOT NULL,
  reply    TEXT   NOT NULL DEFAULT '', -- the class and enhanced code of the upstream's reply
  ended    BIGINT NOT NULL, -- by the device's clock
  received BIGINT NOT NULL,
  PRIMARY KEY (org, check_id, outcome),
  FOREIGN KEY (org, check_id) REFERENCES checks (org, id)
);
