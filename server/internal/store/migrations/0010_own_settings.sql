-- +goose Up
-- What people chose for their own mails, inside what the policy lets them choose.
CREATE TABLE own_settings (
  org     TEXT   NOT NULL REFERENCES organizations (org),
  account TEXT   NOT NULL, -- mail address, lower case
  wait    TEXT   NOT NULL DEFAULT '', -- a duration of the policy language; empty: as the policy says
  changed BIGINT NOT NULL,
  PRIMARY KEY (org, account)
);
