-- +goose Up
-- Short mails, encrypted as the files of the spool are. A message whose file is empty has its mail here: written with its row, taken away
-- when a file would be. No list and no sweep of messages reads them.
CREATE TABLE bodies (
  org     TEXT NOT NULL,
  message TEXT NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (org, message),
  FOREIGN KEY (org, message) REFERENCES messages (org, id)
);
