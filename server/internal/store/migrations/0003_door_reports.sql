-- +goose Up
-- What doors told of mails that no server checked, so that a report that is told twice is one row of the audit.
CREATE TABLE door_reports (
  org      TEXT   NOT NULL REFERENCES organizations (org),
  issuer   TEXT   NOT NULL,
  subject  TEXT   NOT NULL,
  id       TEXT   NOT NULL, -- the door's name for the event
  received BIGINT NOT NULL,
  PRIMARY KEY (org, issuer, subject, id)
);

