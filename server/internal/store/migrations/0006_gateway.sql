-- +goose Up
-- account is whose mail it is: the address it is from, lower case; empty for what the server writes itself.
ALTER TABLE messages ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'mail' CHECK (kind IN ('mail', 'notice', 'bounce'));
ALTER TABLE holds ADD COLUMN account TEXT NOT NULL DEFAULT '';
CREATE INDEX holds_by_account ON holds (org, account, created);
CREATE INDEX holds_waiting ON holds (org, created) WHERE state IN ('waiting-sender', 'timed', 'waiting-approval');
CREATE INDEX holds_by_time ON holds (org, created);
